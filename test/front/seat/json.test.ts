import t from 'tap'
import { historyJson, seatFrame } from '../../../src/front/seat/json.js'
import type { HeldEvent } from '../../../src/seats/held.js'
import type { Taken } from '../../../src/seats/seat-acts.js'
import { deskView, entryOf } from '../../support/seats/desk-view.js'

const order = (order_id: string, status: string) =>
  ({ type: 'order', order_id, status, as_of: '2026-11-11T00:00:00.000Z' }) as const
const product = { type: 'product', product_id: '17' } as const

const taken = (turns: Taken['view']['turns']): Taken => ({
  hold: { sub: 's', name: '小王', claimId: 'c', serviceId: 'e', at: 0 },
  view: deskView({ turns }),
})

t.test('a history has the orders and products of its dialog, each as it was shown last', async t => {
  const { cards } = historyJson(
    taken([
      entryOf(1, '订单到哪了', { cards: [order('1', 'paid'), product] }),
      entryOf(2, '那个呢', { cards: [order('2', 'paid')] }),
      entryOf(3, '第一个呢', { cards: [order('1', 'sent')] }),
      entryOf(4, '谢谢'),
    ]),
  )
  t.same(cards, [order('1', 'sent'), order('2', 'paid'), product])
  t.same(historyJson(taken([entryOf(1, '你好')])).cards, [])
})

t.test('of very many only the newest stand beside the turns', async t => {
  const turns = Array.from({ length: 30 }, (_none, i) =>
    entryOf(i + 1, '订单', { cards: [order(`${i}`, 'paid')] }),
  )
  const { cards } = historyJson(taken(turns))
  t.equal(cards.length, 10)
  t.match(cards[0], { order_id: '29' })
})

t.test("a customer's message names its turn, because its seq is only foreseen", async t => {
  const message = { kind: 'message', seq: 3, text: '在吗', at: 0 } as const
  const frameOf = (event: HeldEvent) => seatFrame({ kind: 'held', dialogId: 'd', event }, 'main', 0)
  t.match(frameOf({ ...message, from: 'customer', turnId: 'b' }), { type: 'message', seq: 3, turn_id: 'b' })
  t.equal(frameOf({ ...message, from: 'seat' })?.turn_id, undefined)
})
