// The cost of an idle WebSocket, how fast a crowd of them is let in, and what coming and going leaves behind. Bare uWS is
// measured the same way beside it, in turns. Prints JSON lines.
//   npm run perf -- sockets [--idle 10000] [--rounds 3] [--cycles 10000]
import { parseArgs } from 'node:util'
import { readWhole } from '../../tools/usage.js'
import { median, report } from '../machine.js'
import { measureIdle, type SocketServer, startPair } from './sockets/pair.js'

const ROUNDS = 5

type Idle = Awaited<ReturnType<typeof measureIdle>>

export async function run(args: readonly string[]): Promise<void> {
  const options = {
    idle: { type: 'string' },
    rounds: { type: 'string' },
    cycles: { type: 'string' },
  } as const
  const { idle = '10000', rounds = '3', cycles = '10000' } = parseArgs({ args: [...args], options }).values
  const aRound = readWhole('cycles', cycles, 0)
  await compareIdle(readWhole('idle', idle, 1), readWhole('rounds', rounds, 1))
  if (aRound > 0) await measureCycles(aRound)
}

async function compareIdle(idle: number, rounds: number): Promise<void> {
  const seen: Record<SocketServer, Idle[]> = { bare: [], front: [] }
  for (let round = 0; round < rounds; round++) {
    for (const sockets of ['bare', 'front'] as const) {
      const measured = await measureIdle(sockets, idle)
      seen[sockets].push(measured)
      report({ sockets, idle, ...measured })
    }
  }
  for (const sockets of ['bare', 'front'] as const) {
    const middle = (member: keyof Idle) => median(seen[sockets].map(measured => measured[member]))
    report({ median_of: sockets, kibPerSocket: middle('kibPerSocket'), opensPerS: middle('opensPerS') })
  }
  const { kibPerSocket } = await measureIdle('front', idle, 'asked')
  report({ after_a_turn: 'front', kibPerSocket })
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
