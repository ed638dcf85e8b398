// A model that opens its thoughts in the prompt: only their end comes, in the middle of a stream.
import t from 'tap'
import { startServer } from '../support/e2e/harness.js'
import { startTellingVendor } from '../support/e2e/planted-vendor.js'

t.test('what a model thought before a lone </think> is in no answer, told or stored', async t => {
  const vendor = await startTellingVendor('用户想知道退款\n多久到账</think>\n\n三天内到账')
  t.teardown(() => vendor.close())
  const server = await startServer(t, { LLM_URL: vendor.url, OVERLOAD: 'off', ANSWER_BUDGET_MS: '10000' })
  const token = await server.token('u1')
  const whole = await server.chat(token, { text: '我的退款怎么还没到账' })
  t.match(whole.json, { answer: '三天内到账', source: 'llm' })
  const headers = { accept: 'text/event-stream' }
  const streamed = await server.call('POST', '/chat', { token, headers, body: { text: '那要等几天呢' } })
  const [answer] = /event: answer\n.*?data: (.*)/s.exec(streamed.text)?.slice(1) ?? []
  const told = JSON.parse((answer ?? '').split('\n', 1)[0] ?? '') as { dialog_id: string; answer: string }
  t.equal(told.answer, '三天内到账')
  t.notMatch(streamed.text, /<\/think>/)
  const stored = await server.call('GET', `/chat/${told.dialog_id}`, { token })
  t.match(stored.json, { turns: [{ answer: '三天内到账' }] })
  t.notMatch(stored.text, /用户想/)
})
