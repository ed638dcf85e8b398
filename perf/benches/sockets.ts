// The cost of an idle WebSocket, how fast a crowd of them is let in, and what coming and going leaves behind. Bare uWS is
// measured the same way beside it. Prints JSON lines.
//   npm run perf -- sockets [--idle 10000] [--cycles 10000]
import { parseArgs } from 'node:util'
import { readWhole } from '../../tools/usage.js'
import { report } from '../machine.js'
import { measureIdle, startPair } from './sockets/pair.js'

const ROUNDS = 5

export async function run(args: readonly string[]): Promise<void> {
  const options = { idle: { type: 'string' }, cycles: { type: 'string' } } as const
  const { idle = '10000', cycles = '10000' } = parseArgs({ args: [...args], options }).values
  const count = readWhole('idle', idle, 1)
  for (const sockets of ['bare', 'front'] as const) {
    report({ sockets, idle: count, ...(await measureIdle(sockets, count)) })
  }
  const aRound = readWhole('cycles', cycles, 0)
  if (aRound > 0) await measureCycles(aRound)
}

/** The first round warms the process: compiled code, pools, the allocator's arenas. */
async function measureCycles(count: number): Promise<void> {
  const pair = await startPair('front')
  const grownKiB: number[] = []
  let before = await pair.rss()
  for (let round = 0; round < ROUNDS; round++) {
    await pair.run({ kind: 'cycle', count })
    const after = await pair.rss()
    grownKiB.push(Math.round((after - before) / 1024))
    before = after
  }
  pair.kill()
  report({ cycles: 'front', cyclesARound: count, grownKiB })
}
