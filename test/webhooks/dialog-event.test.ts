import t from 'tap'
import { messageTurn } from '../../perf/load/seat-acts.js'
import type { StoredTurn } from '../../src/answer/answer.js'
import type { EventSeed } from '../../src/dialog/store/event-seed.js'
import type { Moment } from '../../src/dialog/store/outbox.js'
import { dialogEventData, type ToldView } from '../../src/webhooks/dialog-event.js'
import { deskView } from '../support/seats/desk-view.js'

const handoff = {
  shop: 'main',
  reason: 'asked',
  priority: 4,
  since: 10_000,
  ref: 'r1',
  language: 'zh',
} as const
const service = { serviceId: 's'.repeat(32), claimedAt: 20_000 }
const moment: Moment = { version: 2, at: 70_000, seq: 2, handoff, service }
const turn = (seq: number, text: string, answer = '好'): StoredTurn => ({
  turnId: 't',
  seq,
  at: 0,
  text,
  answer: { text: answer, source: 'faq', level: 0 },
})
const view: ToldView = deskView({ turns: [turn(1, '怎么退货'), messageTurn(2)] })
const told = (seed: Pick<EventSeed, 'type' | 'data'>, now: { readonly view: ToldView } = { view }) =>
  dialogEventData({ shop: 'main', ...seed }, moment, { ...now, reportMs: 3_600_000, summaryOf: () => '退货' })

t.test('an event has the facts of its act and of its dialog at that moment', async t => {
  t.same(told({ type: 'dialog.handoff', data: { position: 3, open: true } }), {
    ref: 'r1',
    reason: 'asked',
    priority: 4,
    last: '怎么退货',
    position: 3,
    open: true,
  })
  t.same(told({ type: 'dialog.claimed', data: { seat: 'w' } }), {
    ref: 'r1',
    seat: 'w',
    waited_s: 60,
    why: 'asked',
  })
  t.same(told({ type: 'dialog.returned', data: { seat: 'w', why: 'lapsed' } }), {
    ref: 'r1',
    seat: 'w',
    waited_s: 60,
    why: 'lapsed',
  })
  t.match(told({ type: 'dialog.reported', data: {} }), { answer_by: '1970-01-01T01:01:10.000Z' })
  t.same(told({ type: 'dialog.erased', data: { text: 'x' } }), {})
})

t.test('the event of a close has the service and the transcript until then', async t => {
  const later = deskView({ turns: [...(view?.turns ?? []), turn(3, '还在吗')] })
  t.match(
    told({ type: 'dialog.closed', data: { by: 'seat', seat: 'w', outcome: 'solved' } }, { view: later }),
    {
      by: 'seat',
      outcome: 'solved',
      service: { service_id: service.serviceId, seat: 'w', closed_at: '1970-01-01T00:01:10.000Z' },
      transcript: [
        { seq: 1, from: 'customer', text: '怎么退货' },
        { seq: 1, from: 'bot', text: '好' },
        { seq: 2, from: 'seat', name: '小王', text: '您好' },
      ],
    },
  )
  t.equal((told({ type: 'dialog.closed', data: {} }, { view: later }).transcript as unknown[]).length, 3)
})

t.test('the event of a wish names the order that the dialog remembers', async t => {
  const [asked, later] = [turn(1, '到哪了'), turn(2, '转人工')]
  const about = { ...asked.answer, about: { orderId: 'A1' } }
  const of = deskView({ turns: [{ ...asked, answer: about }, later] })
  t.match(told({ type: 'dialog.handoff', data: {} }, { view: of }), { order_id: 'A1' })
})

t.test('the event of a close has the words of its seat, or else the dialog in a few', async t => {
  const closed = (data: object) => told({ type: 'dialog.closed', data: { by: 'seat', ...data } })
  t.match(closed({ summary: '已退款', tags: ['退款'] }), { summary: '已退款', tags: ['退款'] })
  t.match(closed({}), { summary: '退货' })
  t.equal(told({ type: 'dialog.closed', data: {} }, { view: undefined }).summary, undefined)
})

t.test('of a long transcript the newest entries are told, of a dialog that is gone none', async t => {
  const turns = [turn(1, '问'.repeat(5_000)), turn(2, '后来的')]
  const closed = told({ type: 'dialog.closed', data: {} }, { view: deskView({ turns }) })
  t.match(closed, {
    transcript: [
      { seq: 1, from: 'bot' },
      { seq: 2, from: 'customer', text: '后来的' },
      { seq: 2, from: 'bot' },
    ],
    cut: ['transcript'],
    transcript_url: /^\/chat\/\w+\/transcript$/,
  })
  const gone = told({ type: 'dialog.closed', data: { by: 'customer' } }, { view: undefined })
  t.match(gone, { by: 'customer', transcript: undefined, cut: undefined })
})
