// Clients that were made for other servers, unchanged: the dialog goes on without an id or header of ours.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText, type ModelMessage, streamText } from 'ai'
import OpenAI from 'openai'
import t from 'tap'
import { startVendor } from '../../perf/vendor.js'
import { startServer } from './harness.js'

const vendor = await startVendor()
t.teardown(() => vendor.close())
const server = await startServer(t, { LLM_URL: vendor.url, UID_RATE_PER_S: '0' })
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
