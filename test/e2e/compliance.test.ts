// Scripted dialogs for rules that docs/compliance.md lists: one customer, one process.
import t from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { startServer } from '../support/e2e/harness.js'

const vendor = await startVendor()
t.teardown(() => vendor.close())
// One customer asks all of it as fast as the machine lets it.
const open = { UID_RATE_PER_S: '0', OVERLOAD: 'off', ANSWER_BUDGET_MS: '10000' }
const server = await startServer(t, { LLM_URL: vendor.url, ...open })
const customer = await server.token('zhang-san')
const say = async (text: string, dialog_id?: string) =>
  (await server.chat(customer, { text, ...(dialog_id && { dialog_id }) })).json as Record<string, unknown>

t.test('labelling measures: an answer says whether a model wrote it, also when it is read again', async t => {
  const asked = await say('这件上衣的面料扎不扎')
  t.match(asked, { source: 'llm', ai: true })
  const { json } = await server.call('GET', `/chat/${asked.dialog_id}`, { token: customer })
  t.match(json, { turns: [{ ai: true }] })
  t.match(await say('你好'), { ai: false })
})

t.test('PIPL art. 6: the model gets neither the number nor the name of who asks', async t => {
  await say('我的手机号是13812345678，帮我看看这件上衣')
  const sent = vendor.calls().map(({ body }) => body)
  t.ok(sent.length > 0)
  t.same(
    sent.filter(body => body.includes('13812345678') || body.includes('zhang-san')),
    [],
  )
})

t.test('PIPL art. 47: what a customer deletes is gone for the customer, too', async t => {
  const { dialog_id } = await say('羊毛衫怎么洗')
  const path = `/chat/${dialog_id}`
  t.equal((await server.call('DELETE', path, { token: customer })).status, 204)
  t.not((await server.call('GET', path, { token: customer })).status, 200)
})

t.test(
  'interim measures art. 15: a complaint gets a receipt with the time by which it is answered',
  async t => {
    const { dialog_id, turn_id } = await say('羊毛衫会缩水吗')
    const { status, json } = await server.call('POST', `/chat/${dialog_id}/turns/${turn_id}/report`, {
      token: customer,
      body: { kind: 'wrong', text: '说得不对' },
    })
    t.equal(status, 202)
    t.match(json, { report_id: /^[0-9a-f]{32}$/, answer_by: /^\d{4}-/ })
  },
)
