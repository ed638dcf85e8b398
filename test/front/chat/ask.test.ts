// POST /chat: the order that is posted, and the fields of its answer.
import t from 'tap'
import {
  asker,
  customer,
  dialogId,
  fakeChat,
  fakeParts,
  knowing,
  limits,
  readyChat,
  replyTo,
  turnId,
} from '../../../perf/load/fake-front.js'

t.test('POST /chat answers with the fields of the contract', async t => {
  const ask = await asker(fakeParts(readyChat()))
  const seen = await ask({ body: { text: ' 在吗 ', unknown: 1 } })
  t.equal(seen.status, 200)
  t.same(seen.json, {
    dialog_id: dialogId,
    answer: 'answer to 在吗',
    cost_ms: 1,
    turn_id: turnId,
    seq: 1,
    source: 'llm',
    ai: true,
    level: 0,
    variant: 'stable',
  })
  t.match(seen.headers, { traceparent: /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/, RateLimit: /r=1/ })
})

t.test('the order carries customer, key, dialog, times and the continued trace', async t => {
  const chat = readyChat()
  const ask = await asker(fakeParts(chat))
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`
  await ask({
    body: { text: 'x', uid: 'u1', dialog_id: dialogId, attachments: [] },
    headers: { 'idempotency-key': 'k-1', traceparent },
  })
  const [held] = chat.held
  t.match(held?.order, {
    customer: { uid: customer.uid, owner: customer.owner, shop: 'main' },
    text: 'x',
    dialogId,
    key: 'k-1',
    announces: false,
    trace: { traceId: 'a'.repeat(32), traceparent: /^00-a{32}-[0-9a-f]{16}-00$/ },
  })
  t.equal((held?.order.deadlineAt ?? 0) - (held?.order.admittedAt ?? 0), limits.deadlineMs)
})

t.test('the order carries the page and the cards that the question came with', async t => {
  const chat = readyChat()
  const ask = await asker(fakeParts(chat))
  const order = (id: string) => ({ type: 'order', order_id: id })
  const attachments = [order('20240001'), { type: 'product', product_id: 'p[1]' }]
  const seen = await ask({ body: { attachments, context: { order_id: '20240002', page: '/orders' } } })
  t.equal(seen.status, 200)
  t.match(chat.held[0]?.order, {
    text: '[订单编号:20240001] [商品ID:p1]',
    subject: {
      context: { orderId: '20240002', productId: undefined, page: '/orders' },
      cards: [
        { kind: 'order', orderId: '20240001' },
        { kind: 'product', productId: 'p[1]' },
      ],
    },
  })
  await ask({ body: { text: '到哪了', attachments: [order('1')], context: null } })
  t.equal(chat.held[1]?.order.text, '到哪了 [订单编号:1]')
  await ask({ body: { text: '到哪了', attachments: null, context: {} } })
  t.equal(chat.held[2]?.order.subject, undefined, 'an empty context is none')
})

t.test('renewed, stateless, topic and reason are said when they apply', async t => {
  const chat = fakeChat()
  chat.onPost = ({ order, sink }) => {
    const reply = replyTo(order)
    const answer = {
      text: 'a',
      source: 'faq',
      level: 4,
      faqId: 'refund-where',
      candidates: ['exchange'],
      reason: 'r',
    }
    sink.end({ ...reply, turn: { ...reply.turn, answer: answer as never }, renewed: true, stateless: true })
  }
  const seen = await (await asker(fakeParts(chat)))({ body: { text: 'x' } })
  t.match(seen.json, {
    renewed: true,
    stateless: true,
    faq_id: 'refund-where',
    candidates: ['exchange'],
    reason: 'r',
  })
})

t.test('what is odd but acceptable is answered', async t => {
  const ask = await asker(fakeParts(readyChat()))
  const rows: [string, object][] = [
    ['a null dialog id', { body: { text: 'x', dialog_id: null } }],
    ['2,000 characters of two code units', { body: { text: '😀'.repeat(2000) } }],
    ['doubled names: the last counts', { body: '{"text":1,"text":"x"}' }],
    ['a huge number in an unknown field', { body: '{"text":"x","n":1e999}' }],
    ['deep nesting in an unknown field', { body: `{"text":"x","n":${'['.repeat(8000)}${']'.repeat(8000)}}` }],
    ['a name that means something to objects', { body: '{"text":"x","__proto__":{"uid":"u2"}}' }],
    ['a charset', { body: { text: 'x' }, headers: { 'content-type': 'application/json;charset=utf-8' } }],
  ]
  for (const [what, request] of rows) t.equal((await ask(request)).status, 200, what)
})

t.test('whether a question is cheap is asked before it is admitted', async t => {
  const parts = fakeParts(readyChat())
  const asked: boolean[] = []
  const admitting = (isCheap: boolean) => () => {
    asked.push(isCheap)
    return { ok: true, headers: {} } as const
  }
  const admission = { ...parts.admission, admit: admitting(false), admitCheap: admitting(true) }
  const ask = await asker({ ...parts, lookup: knowing('几天到'), admission })
  await ask({ body: { text: '几天到' } })
  await ask({ body: { text: '别的' } })
  t.same(asked, [true, false])
})
