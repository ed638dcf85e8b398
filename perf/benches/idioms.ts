// The cost of small things that stand on every turn's way. Microseconds of CPU, the lowest of many short rounds: on a
// busy machine it says more than a mean. What is dear here is written otherwise in the source, or not at all.

import { Stop } from '../../src/stop.js'
import { report } from '../machine.js'

const ROUNDS = 25
const RUNS = 20_000

/** Keeps what a run made from being optimised away. */
let kept: unknown

function time(name: string, run: (i: number) => unknown): void {
  let lowest = Number.POSITIVE_INFINITY
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    for (let i = 0; i < RUNS; i++) kept = run(i)
    const { user, system } = process.cpuUsage(before)
    lowest = Math.min(lowest, (user + system) / RUNS)
  }
  report({ name, us: Number(lowest.toFixed(3)) })
}

const place = (i: number) => ({ dialogId: `d${i}`, opens: true, turnId: 't', owner: 'o', origin: 'p' })
const words = { text: '', key: '', textHash: '', shop: 'main' }
const seven = (i: number) => ({
  turnId: `t${i}`,
  slot: {},
  sink: {},
  streams: false,
  meter: {},
  signal: {},
  key: '',
})
const pipe = (i: number) => ({ order: {}, textHash: '', address: place(i) })

export async function run(): Promise<void> {
  time('object: spelled out, 12 members', i => {
    const { order, textHash, address } = pipe(i)
    const { turnId, slot, sink, streams, meter, signal, key } = seven(i)
    return {
      turnId,
      slot,
      sink,
      streams,
      meter,
      signal,
      key,
      order,
      textHash,
      address,
      isNew: true,
      claimant: kept,
    }
  })
  time('object: two spreads, then members', i => ({ ...seven(i), ...pipe(i), isNew: true, claimant: kept }))
  time('object: members, then two spreads', i => ({ isNew: true, claimant: kept, ...seven(i), ...pipe(i) }))
  time('object: one spread, then a new member', i => ({ ...words, at: i }))
  time('object: a member, then one spread', i => ({ at: i, ...words }))
  time('AbortController and its signal', () => new AbortController().signal.aborted)
  time('Stop', () => new Stop().aborted)
  time('setTimeout and clearTimeout', () => clearTimeout(setTimeout(() => {}, 10_000)))
  time('Date.now', () => Date.now())
  time('promise', () => Promise.resolve())
  if (kept === time) throw new Error('nothing was kept')
}
