// Two processes whose vendor sees placeholders: the customer has their values back on every way, and nobody else ever.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startRedis } from '../../tools/redis-server.js'
import { dumpOf } from '../support/e2e/dump.js'
import { type Reply, startServer } from '../support/e2e/harness.js'
import { startTellingVendor } from '../support/e2e/planted-vendor.js'

const said = '已为⟦name_1⟧登记电话⟦mobile_1⟧。⟦email_7⟧查不到，请致电13800138222。'
const vendor = await startTellingVendor(said)
t.teardown(() => vendor.close())
const redis = await startRedis()
t.teardown(() => redis.stop())
const env = {
  ...{ LLM_URL: vendor.url, REDIS_URL: redis.url, DATA_KEY: 'd'.repeat(64), JWT_SECRET: 'e'.repeat(64) },
  ...{ MASK_MODE: 'placeholder', UID_RATE_PER_S: '0', OVERLOAD: 'off', ANSWER_BUDGET_MS: '400' },
  ...{ LLM_TIMEOUT_MS: '60000', TURN_DEADLINE_MS: '60000', LOG_LEVEL: 'debug' },
}
const two = await startServer(t, env)
const one = await startServer(t, env)
const token = await one.token('u1')

const values = ['王小明', '13987654321', '13800138222']
const question = `我叫${values[0]}，电话${values[1]}`
const own = '已为王小明登记电话13987654321。***查不到，请致电138****8222。'
const starred = '已为王**登记电话139****4321。***查不到，请致电138****8222。'

interface Answered {
  readonly dialog_id: string
  readonly turn_id: string
  readonly answer: string
}
const bodyOf = (reply: Reply) => reply.json as Answered
/** Waits for the answer, however slow the machine is. */
const patient = { prefer: 'wait=50' }
const ask = (server: typeof one, text: string, headers: Record<string, string> = patient) =>
  server.call('POST', '/chat', { token, headers, body: { text } })

t.test('an answer and its replay elsewhere have the values, the history has stars', async t => {
  const headers = { ...patient, 'idempotency-key': 'k1' }
  const first = await ask(one, question, headers)
  t.match(first, { status: 200, json: { answer: own, source: 'llm' } })
  const { dialog_id: dialogId, turn_id: turnId } = bodyOf(first)
  t.match(await ask(two, question, headers), { status: 200, json: { answer: own, turn_id: turnId } })
  t.match(await two.call('GET', `/chat/${dialogId}/turns/${turnId}`, { token }), { json: { answer: own } })
  const history = await two.call('GET', `/chat/${dialogId}`, { token })
  t.match(history.json, { turns: [{ text: '我叫王**，电话139****4321', answer: starred }] })
  t.match(vendor.received.at(-1), /我叫⟦name_1⟧，电话⟦mobile_1⟧/)
})

t.test('a stream has the values, and so has a stream that comes back', async t => {
  const stream = await ask(one, `流，${question}`, { accept: 'text/event-stream' })
  const events = stream.text.split('\n\n').map(event => ({
    name: /^event: (.*)$/m.exec(event)?.[1],
    data: JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '{}'),
  }))
  const deltas = events.filter(({ name }) => name === 'delta').map(({ data }) => data.text)
  t.equal(deltas.join(''), own)
  const answer = events.find(({ name }) => name === 'answer')?.data
  t.equal(answer.answer, own)
  const headers = { accept: 'text/event-stream', 'last-event-id': '0' }
  const body = { text: '再说一次', dialog_id: answer.dialog_id }
  const again = await two.call('POST', '/chat', { token, headers, body })
  t.match(again.text, new RegExp(`event: answer[^]*${answer.turn_id}`))
  t.equal(again.text.split(own).length, 3, 'the missed answer and the new one, from the vault')
})

t.test('brackets that a customer types are no placeholder', async t => {
  await ask(one, `给⟦mobile_1⟧回电，${question}`)
  t.match(vendor.received.at(-1), '给[mobile_1]回电，我叫⟦name_1⟧')
})

t.test('a promised turn of a killed process is answered with the values by a poll', async t => {
  const promised = await ask(one, `慢慢来，${question}`, {})
  t.equal(promised.status, 202)
  await one.kill9()
  const { dialog_id: dialogId, turn_id: turnId } = bodyOf(promised)
  const poll = () => two.call('GET', `/chat/${dialogId}/turns/${turnId}?wait=25`, { token })
  t.match(await poll(), { status: 200, json: { answer: own, turn_id: turnId } })
  t.match(vendor.received.at(-1), /慢慢来，我叫⟦name_1⟧/)
})

t.test('no value is in Redis, its log, the prompts, the metrics or the output', async t => {
  const [, folder = ''] = (await redis.client.config('GET', 'dir')) as string[]
  const files = readdirSync(join(folder, 'appendonlydir'))
  const places = {
    prompts: vendor.received.join('\n'),
    output: [...one.lines, ...two.lines].join('\n'),
    metrics: (await two.call('GET', '/metrics')).text,
    dump: [...(await dumpOf(redis.client))].flat().join('\n'),
    log: files.map(file => readFileSync(join(folder, 'appendonlydir', file), 'utf8')).join('\n'),
  }
  const found = Object.entries(places).flatMap(([place, text]) =>
    values.filter(value => text.includes(value)).map(value => `${value} in ${place}`),
  )
  t.same(found, [])
  t.match(places.log, 'vault')
  t.match(places.dump, '⟦mobile_1⟧')
})
