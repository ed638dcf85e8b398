// The OpenAI-compatible surface, asked by the stock client.
import OpenAI, { APIError } from 'openai'
import t, { type Test } from 'tap'
import {
  dialogId,
  type FakeChat,
  fakeChat,
  fakeParts,
  limits,
  replyTo,
  tokenFor,
} from '../../../perf/load/fake-front.js'
import { openFront } from '../../../src/front/front.js'
import { Problem } from '../../../src/problem.js'

type Messages = OpenAI.Chat.Completions.ChatCompletionMessageParam[]

/** A chat that keeps its dialogs, so that a client can go on with one. */
function keepingChat(): FakeChat {
  const chat = fakeChat()
  let dialogs = 0
  chat.onPost = ({ order, sink }) => {
    const reply = replyTo({ ...order, dialogId: order.dialogId ?? `${++dialogs}`.padStart(32, '0') })
    const turns = order.dialogId === chat.dialog?.dialogId ? (chat.dialog?.turns ?? []) : []
    chat.dialog = { dialogId: reply.dialogId, mode: 'bot', expiresAt: 0, turns: [...turns, reply.turn] }
    setImmediate(() => sink.end(reply))
  }
  chat.read = async (_, id) => (chat.dialog?.dialogId === id ? chat.dialog : undefined)
  return chat
}

async function clientFor(t: Test, chat: FakeChat): Promise<OpenAI> {
  const front = await openFront(fakeParts(chat), limits, { host: '127.0.0.1', port: 0, socketsMax: 100 })
  t.teardown(() => front.close())
  return new OpenAI({ apiKey: await tokenFor(), baseURL: `http://127.0.0.1:${front.port}/v1`, maxRetries: 0 })
}

async function say(openai: OpenAI, messages: Messages, text: string): Promise<void> {
  messages.push({ role: 'user', content: text })
  const { choices } = await openai.chat.completions.create({ model: 'gpt-x', messages })
  messages.push({ role: 'assistant', content: choices[0]?.message.content ?? '' })
}

t.test('three turns of a stock client are one dialog', async t => {
  const chat = keepingChat()
  const openai = await clientFor(t, chat)
  const messages: Messages = [{ role: 'system', content: 'You are a pirate' }]
  for (const text of ['一', '二', '三']) await say(openai, messages, text)
  t.equal(messages.at(-1)?.content, 'answer to 三')
  const [first = '', second, third] = chat.held.map(({ order }) => order.dialogId)
  t.equal(first, '', 'the first opens a dialog')
  t.equal(second, `${1}`.padStart(32, '0'))
  t.equal(third, second)
  t.same(
    chat.held.map(({ order }) => order.text),
    ['一', '二', '三'],
    'only the last user message is a turn',
  )
})

t.test('a dialog goes on by its questions, whatever the client made of the answers', async t => {
  const chat = keepingChat()
  const openai = await clientFor(t, chat)
  const ask = (...texts: string[]) => {
    const messages = texts.flatMap(
      (content): Messages => [
        { role: 'user', content },
        { role: 'assistant', content: 'trimmed' },
      ],
    )
    return openai.chat.completions.create({ model: 'm', messages: messages.slice(0, -1) })
  }
  const [first, second] = ['1'.padStart(32, '0'), '2'.padStart(32, '0')]
  await ask('一')
  await ask('一', '二')
  await ask('一', '二') // asked for again
  await ask('一', '二改') // edited
  await ask('甲') // another window
  await ask('一', '二改', '三')
  await ask('甲', '乙')
  await ask('甲\u200b ', '丙')
  t.same(
    chat.held.map(({ order }) => order.dialogId),
    [undefined, first, first, first, undefined, first, second, second],
  )
})

t.test('what a client asks for itself is answered, and is no turn of any dialog', async t => {
  const chat = keepingChat()
  const openai = await clientFor(t, chat)
  const messages: Messages = []
  await say(openai, messages, '跑鞋有42码吗')
  const title: Messages = [
    ...messages,
    { role: 'user', content: 'Please generate a four to five word title summarizing our conversation' },
  ]
  const whole = await openai.chat.completions.create({ model: 'm', messages: title })
  t.match(whole.choices, [{ message: { content: '跑鞋有42码吗' }, finish_reason: 'stop' }])
  t.match(whole.usage, { total_tokens: 0 })
  const streamed = openai.chat.completions.stream({ model: 'm', messages: title })
  t.equal(await streamed.finalContent(), '跑鞋有42码吗')
  t.equal(chat.held.length, 1)
  await say(openai, messages, '防水吗')
  t.equal(chat.held[1]?.order.dialogId, '1'.padStart(32, '0'), 'the conversation goes on')
})

t.test('a dialog is named by header or by metadata', async t => {
  const chat = keepingChat()
  const openai = await clientFor(t, chat)
  const messages: Messages = [
    {
      role: 'user',
      content: [
        { type: 'text', text: '在' },
        { type: 'text', text: '吗' },
      ],
    },
  ]
  const model = 'gpt-x'
  await openai.chat.completions.create({ model, messages }, { headers: { 'X-Dialog-Id': dialogId } })
  await openai.chat.completions.create({ model, messages, metadata: { dialog_id: dialogId } })
  t.match(chat.held, [{ order: { dialogId, text: '在吗' } }, { order: { dialogId } }])
})

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

t.test('an answer that replaces its deltas is added, and the dialog goes on all the same', async t => {
  const chat = keepingChat()
  const post = chat.onPost
  chat.onPost = held => {
    held.sink.accepted({ dialogId, turnId: '7'.repeat(32), renewed: false })
    held.sink.delta('wrong')
    post(held)
  }
  const openai = await clientFor(t, chat)
  const messages: Messages = [{ role: 'user', content: '一' }]
  const stream = openai.chat.completions.stream({ model: 'm', messages })
  const content = (await stream.finalContent()) ?? ''
  t.equal(content, 'wrong\n\nanswer to 一')
  messages.push({ role: 'assistant', content })
  await say(openai, messages, '二')
  t.equal(chat.held[1]?.order.dialogId, `${1}`.padStart(32, '0'))
})

t.test('problems reach the client as its own errors', async t => {
  const chat = fakeChat()
  const openai = await clientFor(t, chat)
  const ask = (messages: Messages, stream = false) =>
    openai.chat.completions.create({ model: 'm', messages, stream }).catch((err: unknown) => err)
  const user: Messages = [{ role: 'user', content: 'x' }]
  chat.onPost = () => {
    throw new Problem('mailbox-full')
  }
  const full = await ask(user)
  t.ok(full instanceof APIError)
  t.match(full, {
    status: 429,
    message: /您的消息正在逐条处理/,
    code: 'mailbox-full',
    type: '/problems/mailbox-full',
  })
  t.match(await ask([{ role: 'system', content: 'x' }]), { status: 422, param: '/messages' })
  t.match(await ask([{ role: 'user', content: ' ' }]), { status: 422, param: '/messages/0/content' })
  t.match(await ask([]), { status: 422 })
  chat.onPost = ({ sink }) => setImmediate(() => sink.fail(new Problem('deadline-passed')))
  t.match(await ask(user), { status: 503 })
  const refused = await ask(user, true)
  t.match(
    refused,
    { status: 503, message: /未能及时回复/ },
    'a stream that has not begun is refused as a whole',
  )
  chat.onPost = ({ sink }) =>
    setImmediate(() => {
      sink.delta('half')
      sink.fail(new Problem('deadline-passed'))
    })
  const stream = (await ask(user, true)) as AsyncIterable<OpenAI.Chat.Completions.ChatCompletionChunk>
  await t.rejects(async () => {
    for await (const { choices } of stream) t.ok(['', 'half'].includes(choices[0]?.delta.content ?? ''))
  }, /未能及时回复/)
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

t.test('pictures, files and sound are refused by name, not left out', async t => {
  const chat = keepingChat()
  const openai = await clientFor(t, chat)
  const text = { type: 'text', text: '这是怎么了' } as const
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } } as const
  const sound = { type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } } as const
  const file = { type: 'file', file: { file_data: 'AA' } } as const
  for (const part of [image, sound, file]) {
    const messages: Messages = [{ role: 'user', content: [text, part] }]
    const refused = await openai.chat.completions
      .create({ model: 'm', messages })
      .catch((err: unknown) => err)
    t.match(refused, {
      status: 422,
      param: '/messages/0/content/1',
      message: new RegExp(`${part.type}.*only text`),
    })
  }
  t.equal(chat.held.length, 0)
  const later: Messages = [
    { role: 'user', content: [text, image] },
    { role: 'user', content: '那怎么退' },
  ]
  await openai.chat.completions.create({ model: 'm', messages: later })
  t.equal(chat.held.length, 1, 'an earlier message that was refused does not end the conversation')
})

t.test('a long model name is not said back', async t => {
  const openai = await clientFor(t, keepingChat())
  const messages: Messages = [{ role: 'user', content: 'x' }]
  const { model } = await openai.chat.completions.create({ model: 'm'.repeat(65), messages })
  t.equal(model, 'rushdesk')
})

t.test('a dialog id of null is none', async t => {
  const chat = keepingChat()
  const openai = await clientFor(t, chat)
  const body = { model: 'm', messages: [{ role: 'user', content: 'x' }], metadata: { dialog_id: null } }
  await openai.post('/chat/completions', { body })
  t.equal(chat.held[0]?.order.dialogId, undefined)
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
