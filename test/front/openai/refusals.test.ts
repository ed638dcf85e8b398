// Problems as a stock client's own errors.
import type OpenAI from 'openai'
import { APIError } from 'openai'
import t from 'tap'
import { fakeChat } from '../../../perf/load/fake-front.js'
import { Problem } from '../../../src/problem.js'
import { clientFor, keepingChat, type Messages } from '../../support/front/stock-client.js'

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
