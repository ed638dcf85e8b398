import t from 'tap'
import { encode, never, requestOf, startRig, traceparent } from '../support/llm/client-and-vendor.js'

const dialog = [
  { role: 'system', content: '你是客服"小蓝"。' },
  { role: 'user', content: '优惠券怎么用?' },
  { role: 'assistant', content: '结算时\n选择即可。' },
  { role: 'user', content: '那退货呢?' },
] as const

for (const protocol of ['chat', 'completions'] as const) {
  t.test(`${protocol}: a whole answer holds the text and the usage the vendor told`, async t => {
    const rig = await startRig(t, { protocol })
    const end = await rig.ask('', { messages: encode(dialog) })
    t.match(end, { kind: 'answered', text: '收到4条消息,您说:那退货呢?', vendor: 'primary' })
    t.match(end, { usage: { completionTokens: 8, isEstimate: false } })
    t.match(rig.reports, [
      { outcome: 'answered', vendor: 'primary', usage: { completionTokens: 8 }, model: 'first' },
    ])
  })

  t.test(`${protocol}: a streamed answer comes as deltas that add up to its text`, async t => {
    const rig = await startRig(t, { protocol })
    const { deltas, end } = rig.stream('', { messages: encode(dialog) })
    t.match(await end, { kind: 'answered', text: '收到4条消息,您说:那退货呢?', usage: { isEstimate: false } })
    t.equal(deltas.join(''), '收到4条消息,您说:那退货呢?')
    t.equal(deltas.length, 8)
    t.match(rig.reports, [{ model: 'first' }], 'the model that the vendor names')
  })

  t.test(`${protocol}: characters cut in two by chunk borders arrive whole`, async t => {
    const rig = await startRig(t, { protocol })
    const text = '[[sim:split=1]]龘😀é'
    t.match(await rig.ask(text), { kind: 'answered', text: `收到1条消息,您说:${text}` })
    const { deltas, end } = rig.stream(text)
    await end
    t.equal(deltas.join(''), `收到1条消息,您说:${text}`)
  })
}

t.test('the body is what the protocol asks for', async t => {
  const chat = await startRig(t)
  await chat.ask('', { messages: encode(dialog), maxTokens: 7, temperature: 0.5 })
  t.strictSame(JSON.parse(chat.vendor.calls()[0]?.body ?? ''), {
    model: 'first',
    messages: dialog,
    max_tokens: 7,
    temperature: 0.5,
  })
  await chat.stream('x').end
  t.match(JSON.parse(chat.vendor.calls()[1]?.body ?? ''), {
    stream: true,
    stream_options: { include_usage: true },
  })
})

t.test('traceparent and key go with every call', async t => {
  const rig = await startRig(t, { vendor: { key: 'sk-test' } })
  t.equal((await rig.ask('hi')).kind, 'answered')
  t.match(rig.vendor.calls(), [{ traceparent, hasAuthorization: true }])
})

t.test('the first delta is handed on while the stream still runs', async t => {
  const rig = await startRig(t)
  const request = requestOf([{ role: 'user', content: '[[sim:stall=1]]' }])
  const leave = new AbortController()
  const first = await new Promise<string>(resolve => {
    void rig.llm.ask(request, leave.signal, resolve)
  })
  t.equal(first, '收到')
  t.equal(rig.vendor.counts().running, 1)
  leave.abort()
})

t.test('a vendor that answers a streamed call whole is one delta', async t => {
  const rig = await startRig(t)
  const { deltas, end } = rig.stream('[[sim:whole]]')
  t.match(await end, { kind: 'answered' })
  t.strictSame(deltas, ['收到1条消息,您说:[[sim:whole]]'])
})

t.test('what onDelta throws rejects the call and is not taken for a fault of the vendor', async t => {
  const rig = await startRig(t)
  const bug = new Error('bug')
  const thrower = () => {
    throw bug
  }
  const whole = [{ role: 'user', content: '[[sim:whole]]' }] as const
  await t.rejects(rig.llm.ask(requestOf([{ role: 'user', content: 'hi' }]), never, thrower), bug)
  await t.rejects(rig.llm.ask(requestOf(whole), never, thrower), bug)
  t.match(rig.llm.status(), [{ running: 0, breaker: { kind: 'closed', failures: 0 } }])
})
