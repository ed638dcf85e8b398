// Problems as a stock client's own errors.
import type OpenAI from 'openai'
import { APIError } from 'openai'
import t from 'tap'
import { asker, fakeChat, fakeParts } from '../../../perf/load/fake-front.js'
import { READS_IN_A_ROW } from '../../../src/front/chat/paid-reads.js'
import type { MakeCustomerRate } from '../../../src/front/customer-rate.js'
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

t.test('what costs no turn is paid as questions to the store are', async t => {
  let looks = 0
  const conversations = {
    find: async () => void looks++,
    remember: async () => undefined,
    erase: async () => undefined,
  }
  const inARowAlone: MakeCustomerRate = (_perS, inARow) => {
    let left = inARow
    return () => left-- > 0
  }
  const ask = await asker({ ...fakeParts(keepingChat()), conversations, customerRate: inARowAlone })
  const complete = (...texts: string[]) =>
    ask({
      path: '/v1/chat/completions',
      body: { model: 'm', messages: texts.map(content => ({ role: 'user', content })) },
    })
  const title = 'Please generate a four to five word title summarizing our conversation'
  for (let n = 0; n < READS_IN_A_ROW; n++) await (n % 2 ? complete('在吗', title) : complete('在吗', '退货'))
  t.equal(looks, READS_IN_A_ROW / 2)
  const problem = { status: 429, headers: { 'Retry-After': '1' }, json: { error: { code: 'rate-limited' } } }
  t.match(await complete('在吗', title), problem)
  t.match(await complete('在吗', '退货'), problem)
  t.equal(looks, READS_IN_A_ROW / 2)
  t.equal((await complete('在吗')).status, 200, 'a turn alone is paid by its own bucket')
})

t.test('who has spent their own rate is refused before the body is looked at', async t => {
  const parts = fakeParts(fakeChat())
  const hurried = { ok: false, headers: { RateLimit: 'l', 'RateLimit-Policy': 'p' }, retryAfterS: 2 } as const
  const admission = { ...parts.admission, refuseHurried: () => hurried }
  const ask = await asker({ ...parts, admission })
  const refused = await ask({ path: '/v1/chat/completions', body: 'no JSON' })
  t.match(refused, { status: 429, headers: { 'Retry-After': '2' } })
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
