// The cost of small things that stand on every turn's way. Microseconds of CPU, the lowest of many short rounds: on a
// busy machine it says more than a mean. What is dear here is written otherwise in the source, or not at all.

import { InFlight, KeyedInFlight } from '../../src/in-flight.js'
import { Stop } from '../../src/stop.js'
import { report } from '../machine.js'

const ROUNDS = 25
const RUNS = 20_000
/** Enough for tables to grow old. */
const IN_FLIGHT_RUNS = 60_000

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

/** What a member costs that is made of 200 objects and comes and goes, 128 at a time: the mean, for its dear part are
 *  the collections, which a short round may be without. */
function timePassing<T>(
  name: string,
  enter: (member: unknown, i: number) => T,
  leave: (place: T) => void,
): void {
  const places: T[] = []
  const before = process.cpuUsage()
  for (let i = 0; i < IN_FLIGHT_RUNS; i++) {
    places.push(
      enter(
        Array.from({ length: 200 }, (_, at) => ({ at, i })),
        i,
      ),
    )
    if (places.length > 128) leave(places.shift() as T)
  }
  const { user, system } = process.cpuUsage(before)
  report({ name: `128 in flight: ${name}`, us: Number(((user + system) / IN_FLIGHT_RUNS).toFixed(1)) })
}

function timeInFlight(): void {
  const set = new Set<unknown>()
  const entered = (member: unknown) => {
    set.add(member)
    return member
  }
  timePassing('a Set', entered, member => set.delete(member))
  const inFlight = new InFlight<unknown>()
  timePassing(
    'InFlight',
    member => inFlight.enter(member),
    place => inFlight.leave(place),
  )
  const keep = (held: { set(key: string, member: unknown): void }) => (member: unknown, i: number) => {
    held.set(`k${i}`, member)
    return `k${i}`
  }
  const map = new Map<string, unknown>()
  timePassing('a Map', keep(map), key => map.delete(key))
  const keyed = new KeyedInFlight<unknown>()
  timePassing('KeyedInFlight', keep(keyed), key => keyed.delete(key))
}

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
  timeInFlight()
  if (kept === time) throw new Error('nothing was kept')
}
