import { EventEmitter, once } from 'node:events'
import t from 'tap'
import type { Identity } from '../../../src/auth/identity.js'
import { type SeatSessionDeps, seatSocket } from '../../../src/front/seat/seat-session.js'
import type { ClientHandle } from '../../../src/front/socket/connection.js'
import { Problem } from '../../../src/problem.js'
import type { LocalSeat } from '../../../src/seats/roster.js'

const identity: Identity = { role: 'seat', uid: 's 1', owner: 'o', shop: 'main', expiresAt: 0 }
const view = { ...{ waiting: [], held: [], left: [] }, status: 'away', load: 0 } as const

/** A seat's socket at a desk that can be read as `read` says; `told` emits what the seat is sent. */
function open(read: LocalSeat['read']) {
  const told = new EventEmitter()
  const seat = { read, end: () => undefined } as Partial<LocalSeat> as LocalSeat
  const deps = {
    ...{ roster: { join: () => seat }, capacity: 10, clock: { now: () => 0 } },
    ...{ cannedOf: () => ({ version: 'v1', ndjson: '' }), log: { error: () => undefined } },
  } as Partial<SeatSessionDeps> as SeatSessionDeps
  const peer: ClientHandle = {
    ...{ identity, language: 'zh' },
    send: frame => void told.emit('frame', frame),
    refuse: ({ kind }) => void told.emit('refused', kind),
  }
  seatSocket(deps).listen(peer)
  return told
}

t.test('a seat that comes while the store is away hears so, and the queue when it is back', async t => {
  const replies = [() => Promise.reject(new Problem('store-away')), async () => view]
  const told = open(() => replies.shift()?.() ?? Promise.reject(new Error('read again')))
  const queue = once(told, 'frame')
  t.same(await once(told, 'refused'), ['store-away'])
  t.match(await queue, [{ type: 'queue', waiting: [], me: { sub: 's 1' } }])
  t.equal(replies.length, 0)
})
