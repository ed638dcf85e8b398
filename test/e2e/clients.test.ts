// Clients that were made for other servers, unchanged: the dialog goes on without an id or header of ours.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText, type ModelMessage, streamText } from 'ai'
import OpenAI from 'openai'
import t from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { startRedis } from '../../tools/redis-server.js'
import { startServer } from '../support/e2e/harness.js'

const vendor = await startVendor()
t.teardown(() => vendor.close())
const patient = { LLM_URL: vendor.url, UID_RATE_PER_S: '0', OVERLOAD: 'off', ANSWER_BUDGET_MS: '10000' }
const server = await startServer(t, patient)
const baseURL = `${server.url}/v1`
const questions = ['我想买一双跑鞋', '要防水的', '那双多少钱']

/** A conversation as such a client keeps it: all messages are sent every time. */
type Say = (messages: { role: 'user' | 'assistant'; content: string }[]) => Promise<string>

const clients: Record<string, (apiKey: string) => Say> = {
  'the stock client': apiKey => {
    const openai = new OpenAI({ apiKey, baseURL, maxRetries: 0 })
    return async messages => {
      const { choices } = await openai.chat.completions.create({ model: 'any', messages })
      return choices[0]?.message.content ?? ''
    }
  },
  'the stock client, streamed': apiKey => {
    const openai = new OpenAI({ apiKey, baseURL, maxRetries: 0 })
    return async messages => {
      let text = ''
      for await (const { choices } of await openai.chat.completions.create({
        model: 'any',
        messages,
        stream: true,
      })) {
        text += choices[0]?.delta.content ?? ''
      }
      return text
    }
  },
  'the AI SDK': apiKey => {
    const model = createOpenAICompatible({ name: 'rushdesk', apiKey, baseURL })('any')
    return async messages => (await generateText({ model, messages, maxRetries: 0 })).text
  },
  'the AI SDK, streamed': apiKey => {
    const model = createOpenAICompatible({ name: 'rushdesk', apiKey, baseURL })('any')
    return async messages => streamText({ model, messages: messages as ModelMessage[], maxRetries: 0 }).text
  },
}

for (const [name, make] of Object.entries(clients)) {
  t.test(`${name}: the third prompt holds the first two turns`, async t => {
    const say = make(await server.token(name))
    const messages: Parameters<Say>[0] = []
    for (const content of questions) {
      messages.push({ role: 'user', content })
      messages.push({ role: 'assistant', content: await say(messages) })
    }
    const prompt = JSON.parse(vendor.calls().at(-1)?.body ?? '{}') as { messages: typeof messages }
    const past = prompt.messages.filter(({ role }) => role !== ('system' as string))
    t.same(past, messages.slice(0, 5), 'question and answer in turn, and the question')
    t.ok(past.every(({ content }) => content !== ''))
  })
}

t.test('the answer says what the vendor counted, whole and streamed', async t => {
  const openai = new OpenAI({ apiKey: await server.token('counted'), baseURL, maxRetries: 0 })
  const ask = { model: 'any', messages: [{ role: 'user' as const, content: '数一数' }] }
  const { usage } = await openai.chat.completions.create(ask)
  t.ok(usage && usage.prompt_tokens > 0 && usage.completion_tokens > 0)
  t.equal(usage?.total_tokens, (usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0))
  const stream_options = { include_usage: true }
  let last: unknown
  for await (const chunk of await openai.chat.completions.create({ ...ask, stream: true, stream_options })) {
    last = chunk
  }
  t.match(last, { choices: [], usage: { completion_tokens: usage?.completion_tokens } })
})

t.test('a conversation goes on whichever process its next turn comes to', async t => {
  const redis = await startRedis()
  t.teardown(() => redis.stop())
  const { secret: JWT_SECRET } = server
  const env = { ...patient, REDIS_URL: redis.url, JWT_SECRET }
  const processes = [await startServer(t, env), await startServer(t, env)]
  const apiKey = await server.token('walker')
  const messages: { role: 'user' | 'assistant'; content: string }[] = []
  const dialogs: unknown[] = []
  for (const [i, content] of [...questions, '有货吗'].entries()) {
    const openai = new OpenAI({ apiKey, baseURL: `${processes[i % 2]?.url}/v1`, maxRetries: 0 })
    messages.push({ role: 'user', content })
    const { data, response } = await openai.chat.completions.create({ model: 'any', messages }).withResponse()
    messages.push({ role: 'assistant', content: data.choices[0]?.message.content ?? '' })
    dialogs.push(response.headers.get('x-dialog-id'))
  }
  t.equal(new Set(dialogs).size, 1, 'one dialog')
})
