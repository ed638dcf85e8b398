// Does random input break the front or make it grow? 100,000 inputs by default; prints JSON lines, exits 1 on a breach.
import { fuzzFrames, fuzzRequests, fuzzSockets } from '../test/front/fuzz.js'

const inputs = Number(process.argv[2] ?? 100_000)
const share = { requests: 0.5, frames: 0.4, sockets: 0.1 }
const runs = { requests: fuzzRequests, frames: fuzzFrames, sockets: fuzzSockets }

for (const [what, run] of Object.entries(runs)) {
  const count = Math.ceil(inputs * share[what as keyof typeof share])
  // Warm first, so that compiled code and filled caches are not taken for a leak.
  await run(Math.ceil(count / 10))
  const before = process.memoryUsage().heapUsed
  const begun = Date.now()
  await run(count)
  globalThis.gc?.()
  const grownMiB = Math.round((process.memoryUsage().heapUsed - before) / 1_048_576)
  console.log(JSON.stringify({ fuzz: what, inputs: count, seconds: (Date.now() - begun) / 1000, grownMiB }))
}
