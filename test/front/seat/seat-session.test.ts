import { EventEmitter, once } from 'node:events'
import t from 'tap'
import type { Identity } from '../../../src/auth/identity.js'
import { type SeatSessionDeps, seatSocket } from '../../../src/front/seat/seat-session.js'
import type { ClientHandle } from '../../../src/front/socket/connection.js'
import { Problem } from '../../../src/problem.js'
import type { LocalSeat } from '../../../src/seats/roster.js'
import type { SeatEvent } from '../../../src/seats/seat-news.js'

const identity: Identity = { role: 'seat', uid: 's 1', owner: 'o', shop: 'main', expiresAt: 0 }
const view = {
  waiting: [],
  held: [],
  left: [],
  status: 'away',
  load: 0,
  capacity: 10,
  skills: [],
} as const

/** A seat's socket at a desk that can be read as `read` says; `told` emits what the seat is sent. */
function open(read: LocalSeat['read']) {
  const told = new EventEmitter()
  let listener: Parameters<SeatSessionDeps['roster']['join']>[1] = () => undefined
  const seat = { person: { shop: 'main' }, read, end: () => undefined } as Partial<LocalSeat> as LocalSeat
  const deps = {
    roster: {
      join(_person, tell) {
        listener = tell
        return seat
      },
    },
    capacity: 10,
    clock: { now: () => 0 },
    cannedOf: () => ({ version: 'v1', ndjson: '' }),
    log: { error: () => undefined },
  } as Partial<SeatSessionDeps> as SeatSessionDeps
  const peer: ClientHandle = {
    identity,
    language: 'zh',
    send: frame => void told.emit('frame', frame),
    refuse: ({ kind }) => void told.emit('refused', kind),
  }
  seatSocket(deps).listen(peer)
  return Object.assign(told, { happens: (event: SeatEvent) => listener(event) })
}

t.test('a seat that comes while the store is away hears so, and the queue when it is back', async t => {
  const replies = [() => Promise.reject(new Problem('store-away')), async () => view]
  const told = open(() => replies.shift()?.() ?? Promise.reject(new Error('read again')))
  const queue = once(told, 'frame')
  t.same(await once(told, 'refused'), ['store-away'])
  t.match(await queue, [{ type: 'queue', waiting: [], me: { sub: 's 1' } }])
  t.equal(replies.length, 0)
})

const counts = (waiting: number) => ({ kind: 'seats', online: 1, away: 0, waiting }) as const

t.test('the queue is the first frame: what happens before it is told after it', async t => {
  const frames: unknown[] = []
  let answer = (_view: typeof view) => {}
  const told = open(() => new Promise(resolve => (answer = resolve)))
  told.on('frame', frame => frames.push(frame))
  told.happens(counts(1))
  answer(view)
  await once(told, 'frame')
  await new Promise(setImmediate)
  told.happens(counts(2))
  t.match(frames, [{ type: 'queue' }, { type: 'seats', waiting: 1 }, { type: 'seats', waiting: 2 }])
})

t.test('what happened before a queue that could not be read is in the next one', async t => {
  const replies = [() => Promise.reject(new Problem('store-away')), async () => view]
  const frames: unknown[] = []
  const told = open(() => replies.shift()?.() ?? Promise.reject(new Error('read again')))
  told.on('frame', frame => frames.push(frame))
  told.happens(counts(1))
  await once(told, 'frame')
  await new Promise(setImmediate)
  t.match(frames, [{ type: 'queue' }])
  t.equal(frames.length, 1)
})
