// The completion of the OpenAI format, whole and streamed.
import type OpenAI from 'openai'
import t from 'tap'
import { dialogId, fakeChat, replyTo } from '../../../perf/load/fake-front.js'
import { clientFor, keepingChat, type Messages } from '../../support/front/stock-client.js'

t.test('the completion has the fields of the format and says what we know', async t => {
  const openai = await clientFor(t, keepingChat())
  const completion = await openai.chat.completions.create({
    model: 'gpt-x',
    messages: [{ role: 'user', content: 'x' }],
  })
  t.match(completion, {
    id: /^chatcmpl-[0-9a-f]{32}$/,
    object: 'chat.completion',
    created: Number,
    model: 'gpt-x',
    choices: [{ index: 0, message: { role: 'assistant', content: 'answer to x' }, finish_reason: 'stop' }],
    rushdesk: { dialog_id: String, turn_id: String, seq: 1, source: 'llm', ai: true, level: 0 },
  })
})

t.test('the completion says which tokens it took, zero when it took none', async t => {
  const chat = keepingChat()
  const openai = await clientFor(t, chat)
  const usage = { promptTokens: 30, completionTokens: 12, isEstimate: false }
  const messages: Messages = [{ role: 'user', content: 'x' }]
  chat.onPost = ({ order, sink }) => setImmediate(() => sink.end({ ...replyTo(order), usage }))
  const spent = { prompt_tokens: 30, completion_tokens: 12, total_tokens: 42 }
  const whole = await openai.chat.completions.create({ model: 'm', messages })
  t.same(whole.usage, spent)
  const stream_options = { include_usage: true }
  const stream = await openai.chat.completions.create({ model: 'm', messages, stream: true, stream_options })
  const chunks: OpenAI.Chat.Completions.ChatCompletionChunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  t.match(chunks.pop(), { choices: [], usage: spent })
  t.ok(chunks.every(chunk => chunk.usage === null))
  const silent = await openai.chat.completions.create({ model: 'm', messages, stream: true })
  for await (const chunk of silent) t.notOk('usage' in chunk)
  chat.onPost = ({ order, sink }) => setImmediate(() => sink.end(replyTo(order)))
  const free = await openai.chat.completions.create({ model: 'm', messages })
  t.same(free.usage, { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 })
})

t.test('a streamed completion comes delta by delta', async t => {
  const chat = fakeChat()
  // As an opening turn that is not announced does it: it is accepted when it is stored.
  chat.onPost = ({ order, sink }) =>
    setImmediate(() => {
      for (const text of ['ans', 'wer']) sink.delta(text)
      sink.accepted({ dialogId, turnId: '7'.repeat(32), renewed: false })
      sink.end(replyTo(order, 'answer!'))
    })
  const openai = await clientFor(t, chat)
  const stream = await openai.chat.completions.create({
    model: 'm',
    stream: true,
    messages: [{ role: 'user', content: 'x' }],
  })
  const deltas: unknown[] = []
  let end: string | null | undefined
  for await (const { choices } of stream) {
    deltas.push(choices[0]?.delta.content)
    end = choices[0]?.finish_reason
  }
  t.same(deltas, ['', 'ans', 'wer', '!', undefined])
  t.equal(end, 'stop')
  t.equal(chat.held[0]?.streams, true)
})

t.test('the models are one', async t => {
  const openai = await clientFor(t, fakeChat())
  const { data } = await openai.models.list()
  t.match(data, [{ id: 'rushdesk', object: 'model' }])
  t.match(await openai.models.retrieve('rushdesk'), { id: 'rushdesk', object: 'model' })
  const unknown = await openai.models.retrieve('gpt-x').catch((err: unknown) => err)
  t.match(unknown, { status: 404, code: 'model-not-found', message: /没有这个模型/ })
})

t.test('an answer that the vendor cut off says so, whole and streamed', async t => {
  const chat = fakeChat()
  chat.onPost = ({ order, sink }) => {
    const { turn, ...reply } = replyTo(order)
    const cut = { ...turn, answer: { ...turn.answer, isTruncated: true } as const }
    setImmediate(() => sink.end({ ...reply, turn: cut }))
  }
  const openai = await clientFor(t, chat)
  const messages: Messages = [{ role: 'user', content: 'x' }]
  const whole = await openai.chat.completions.create({ model: 'm', messages })
  t.equal(whole.choices[0]?.finish_reason, 'length')
  const streamed = openai.chat.completions.stream({ model: 'm', messages })
  const ends: unknown[] = []
  for await (const { choices } of streamed) ends.push(choices[0]?.finish_reason)
  t.equal(ends.pop(), 'length')
})

t.test('a header says when a model wrote the answer, and only then', async t => {
  const chat = fakeChat()
  const openai = await clientFor(t, chat)
  const written = { llm: {}, hot: { ai: true }, faq: {}, notice: {} } as const
  for (const source of ['llm', 'hot', 'faq', 'notice'] as const) {
    chat.onPost = ({ order, sink }) => {
      const { turn, ...reply } = replyTo(order)
      const answer = { ...turn.answer, source, ...written[source] }
      setImmediate(() => sink.end({ ...reply, turn: { ...turn, answer } }))
    }
    const expected = source === 'llm' || source === 'hot' ? 'true' : null
    for (const stream of [false, true]) {
      const asked = openai.chat.completions.create({
        model: 'm',
        messages: [{ role: 'user', content: 'x' }],
        stream,
      })
      const { response } = await asked.withResponse()
      t.equal(response.headers.get('x-ai-generated'), expected, `${source}, streamed: ${stream}`)
    }
  }
})

t.test('a long model name is not said back', async t => {
  const openai = await clientFor(t, keepingChat())
  const messages: Messages = [{ role: 'user', content: 'x' }]
  const { model } = await openai.chat.completions.create({ model: 'm'.repeat(65), messages })
  t.equal(model, 'rushdesk')
})

t.test('a client that goes lets its turn run on', async t => {
  const chat = fakeChat()
  const openai = await clientFor(t, chat)
  const controller = new AbortController()
  chat.onPost = () => controller.abort()
  const asked = openai.chat.completions.create(
    { model: 'm', messages: [{ role: 'user', content: 'x' }] },
    { signal: controller.signal },
  )
  await t.rejects(asked)
  while (!chat.held[0]?.isLeft) await new Promise(setImmediate)
  t.pass('it was left to itself')
})
