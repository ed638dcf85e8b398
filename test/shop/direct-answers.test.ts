// The order that a question is about, and the answer about it.
import t from 'tap'
import { createDirectAnswers, type DirectQuestion } from '../../src/shop/direct-answers.js'
import type { ToolCall, ToolResult } from '../../src/shop/tool-caller.js'
import { exampleTools } from '../support/shop/samples.js'

const tools = exampleTools('http://127.0.0.1:1')
const who = { uid: 'u1', owner: 'o1', shop: 'main', dialogId: 'd'.repeat(32) }
const order = (id: string, status = '运输中') => ({
  fields: { order_id: id, status, eta: '明天' },
  card: { type: 'order', order_id: id, as_of: '' } as const,
})

/** A shop with these orders, or one whose calls all have this result. */
function stage(orders: readonly string[] | ToolResult) {
  const asked: string[] = []
  const direct = createDirectAnswers({
    tools: () => tools,
    now: () => 0,
    sentence: (_customer: object, which: string) => `${which} {order}`,
    caller: {
      async read({ tool, args }: ToolCall) {
        const id = (args as { order_id?: string }).order_id
        asked.push(`${tool.name} ${id ?? ''}`.trim())
        if (!Array.isArray(orders)) return orders as ToolResult
        if (id === undefined) return { kind: 'ok', items: orders.map(one => order(one)) }
        return orders.includes(id) ? { kind: 'ok', items: [order(id)] } : { kind: 'unknown-to-shop' }
      },
    },
  })
  const ask = (own: Partial<DirectQuestion> = {}) =>
    direct.answer({
      text: '到哪了',
      topic: 'track-parcel',
      subject: undefined,
      language: 'zh',
      who,
      traceId: '',
      deadlineAt: 0,
      lastOrder: async () => undefined,
      ...own,
    })
  return { ask, asked, direct }
}

const subject = (context?: string, card?: string) => ({
  context: { orderId: context },
  cards: card === undefined ? [] : [{ kind: 'order' as const, orderId: card }],
})

t.test('a number in the text goes before the page, the card, the dialog and the list', async t => {
  const { ask, asked } = stage(['20240001'])
  const lastOrder = async () => '20240004'
  await ask({ text: '20240001 到哪了', subject: subject('20240002', '20240003'), lastOrder })
  await ask({ subject: subject('20240002', '20240003'), lastOrder })
  await ask({ subject: subject(undefined, '20240003'), lastOrder })
  await ask({ lastOrder })
  await ask()
  t.same(asked, [
    'order_status 20240001',
    'order_status 20240002',
    'order_status 20240003',
    'order_status 20240004',
    'recent_orders',
    'order_status 20240001',
  ])
})

t.test(
  'an answer has the filled template, the card, its source, and the order that it was about',
  async t => {
    t.match(await stage(['20240001']).ask({ text: '20240001' }), {
      text: '订单 20240001 运输中，预计 明天 送达。',
      cards: [{ order_id: '20240001' }],
      grounds: [{ kind: 'tool', id: 'order_status', at: '1970-01-01T00:00:00.000Z' }],
      about: { orderId: '20240001' },
    })
    t.match(await stage(['20240001']).ask({ text: '20240001', language: 'en' }), {
      text: 'Order 20240001: 运输中, expected 明天.',
    })
  },
)

t.test('several recent orders come as cards that ask the same of each', async t => {
  const answer = await stage(['20240001', '20240002']).ask()
  t.match(answer, {
    text: 'which ',
    cards: [
      { order_id: '20240001', actions: [{ kind: 'ask', text: '订单 20240001：到哪了' }] },
      { order_id: '20240002', actions: [{ kind: 'ask', text: '订单 20240002：到哪了' }] },
    ],
  })
  t.equal(answer?.about, undefined)
})

t.test('an unknown order gets an answer of its own, and the dialog does not remember it', async t => {
  const { ask } = stage(['20240001'])
  const answer = await ask({ text: '20249999 到哪了' })
  t.same(answer, { text: 'unknown 20249999', cards: [], grounds: [] })
  t.same(await ask({ subject: subject('not a number') }), {
    text: 'unknown not a number',
    cards: [],
    grounds: [],
  })
  t.match(await stage([]).ask(), { text: 'none ' })
})

t.test('a shop that does not answer gets the answer that it is slow', async t => {
  for (const kind of ['timeout', 'breaker', 'refused', 'invalid'] as const) {
    t.match(await stage({ kind }).ask(), { text: 'slow ', isShopAway: true }, kind)
    t.match(await stage({ kind }).ask({ text: '20240001' }), { text: 'slow ', isShopAway: true }, kind)
  }
})

t.test('two orders at once, another topic and another shop are left to other sources', async t => {
  const { ask, asked, direct } = stage(['20240001'])
  t.equal(await ask({ text: '20240001 和 20240002 到哪了' }), undefined)
  t.equal(await ask({ topic: 'return-how' }), undefined)
  t.equal(await ask({ who: { ...who, shop: 'b' } }), undefined)
  t.same(asked, [])
  t.ok(direct.isFor('main', 'track-parcel'))
  t.notOk(direct.isFor('b', 'track-parcel'))
  t.notOk(direct.hasRules('b'))
  t.equal(direct.topicOfCard('main'), 'track-parcel')
})

t.test('an order’s number is said as it is', async t => {
  t.match(await stage([]).ask({ subject: subject('$&$`1') }), { text: 'unknown $&$`1' })
})
