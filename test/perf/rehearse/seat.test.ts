import t from 'tap'
import { createSeat, type SeatLog, type ToldFrame } from '../../../perf/rehearse/seat.js'
import type { SeatFrame } from '../../../src/front/seat/seat-frames.js'

const pace = { lookMs: 10, replyMs: 50, serviceMs: 200 }

/** A seat at a desk of the test's own: time passes when the test says so. */
function atDesk() {
  const log: SeatLog = { claimed: new Set(), claimMs: [], said: [], faults: [] }
  const sent: SeatFrame[] = []
  let later: { readonly at: number; readonly then: () => void }[] = []
  let now = 0
  const seat = createSeat({
    name: 's',
    pace,
    log,
    now: () => now,
    random: () => 0,
    send: frame => sent.push(frame),
    later: (then, ms) => void later.push({ at: now + ms, then }),
  })
  return {
    seat,
    log,
    sent,
    of: (type: SeatFrame['type']) => sent.filter(frame => frame.type === type),
    hear: (...frames: ToldFrame[]) => frames.forEach(seat.onFrame),
    pass(ms: number) {
      now += ms
      const due = later.filter(({ at }) => at <= now)
      later = later.filter(({ at }) => at > now)
      for (const { then } of due) then()
    },
  }
}

const waits = (dialogId: string): ToldFrame => ({ type: 'waiting', row: { dialog_id: dialogId } })
const got = (dialogId: string): ToldFrame => ({ type: 'history', ref: dialogId, dialog_id: dialogId })
const refusal = (ref: string, kind: string): ToldFrame => ({
  type: 'error',
  ref,
  problem: { type: `/problems/${kind}` },
})
const asks = (dialogId: string): ToldFrame => ({ type: 'message', dialog_id: dialogId, from: 'customer' })

t.test('a seat claims who waits, replies to all that is said, and closes', async t => {
  const { seat, log, sent, hear, pass } = atDesk()
  hear({ type: 'queue', waiting: [{ dialog_id: 'a' }] })
  pass(0)
  t.match(sent, [{ type: 'claim', ref: 'a', dialog_id: 'a' }])
  pass(7)
  hear(got('a'))
  t.same(log.claimMs, [7])
  pass(50)
  hear(asks('a'))
  pass(50)
  t.match(sent.slice(1), [
    { type: 'say', dialog_id: 'a', key: 's.0' },
    { type: 'say', dialog_id: 'a', key: 's.1' },
  ])
  hear({ type: 'said', ref: 's.0' }, { type: 'said', ref: 's.1' })
  t.match(log.said, [
    { dialogId: 'a', text: /s\.0$/ },
    { dialogId: 'a', text: /s\.1$/ },
  ])
  t.notOk(seat.isIdle())
  pass(100)
  t.match(sent.slice(3), [{ type: 'close', ref: 'a', dialog_id: 'a' }])
  hear({ type: 'done', ref: 'a' })
  t.ok(seat.isIdle())
  t.same([...log.claimed], ['a'])
})

t.test('a dialog is not closed before what was said in it has arrived', async t => {
  const { hear, pass, of } = atDesk()
  hear(waits('a'))
  pass(0)
  hear(got('a'))
  pass(50)
  pass(150)
  t.same(of('close'), [])
  hear({ type: 'said', ref: 's.0' })
  pass(50)
  t.equal(of('close').length, 1)
})

t.test('nothing is said in a dialog that is closed', async t => {
  const { hear, pass, of } = atDesk()
  hear(waits('a'))
  pass(0)
  hear(got('a'))
  pass(50)
  hear({ type: 'said', ref: 's.0' })
  pass(120)
  hear(asks('a'))
  pass(30)
  pass(50)
  t.same([of('close').length, of('say').length], [1, 1])
})

t.test('a seat holds ten at most, and goes on when one is closed', async t => {
  const { hear, pass, of } = atDesk()
  for (let i = 0; i < 12; i++) hear(waits(`${i}`))
  for (let i = 0; i < 12; i++) pass(0)
  t.equal(of('claim').length, 10)
  for (let i = 0; i < 10; i++) hear(got(`${i}`))
  pass(50)
  for (let i = 0; i < 10; i++) hear({ type: 'said', ref: `s.${i}` })
  pass(150)
  hear({ type: 'done', ref: '3' })
  pass(0)
  t.equal(of('claim').length, 11)
})

t.test(
  'who is taken by another seat is not claimed; a lost race is no fault, another refusal is',
  async t => {
    const { seat, log, hear, pass, of } = atDesk()
    hear(waits('a'), { type: 'taken', dialog_id: 'a' })
    pass(0)
    t.same(of('claim'), [])
    hear(waits('b'))
    pass(0)
    hear(refusal('b', 'held'))
    t.same(log.faults, [])
    hear(waits('c'))
    pass(0)
    hear(refusal('c', 'store-away'))
    t.same(log.faults, ['store-away'])
    t.ok(seat.isIdle())
    t.equal(log.claimed.size, 0)
  },
)
