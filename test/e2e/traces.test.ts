// One trace from the customer's proxy to the vendor, over two processes of which one is killed.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { startShop } from '../../perf/fake-shop.js'
import { startRedis } from '../../tools/redis-server.js'
import { startServer } from '../support/e2e/harness.js'
import { exampleFile, shopKey } from '../support/shop/samples.js'
import { type ReadSpan, startCollector } from '../support/trace/otlp.js'

const redis = await startRedis()
t.teardown(() => redis.stop())
const vendor = await startVendor()
t.teardown(() => vendor.close())
const shop = await startShop({ key: shopKey })
t.teardown(() => shop.close())
const folder = t.testdir({ 'tools.json': exampleFile(shop.url) })
const collector = await startCollector(t, [503, 200])
const env = {
  REDIS_URL: redis.url,
  LLM_URL: vendor.url,
  LLM_MODEL: 'm1',
  UID_RATE_PER_S: '0',
  OVERLOAD: 'off',
  JWT_SECRET: randomBytes(32).toString('hex'),
  DATA_KEY: randomBytes(32).toString('hex'),
  ANSWER_BUDGET_MS: '300',
  TRUSTED_PROXIES: '127.0.0.1',
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  TOOLS_FILE: `${folder}/tools.json`,
  OMS_KEY: shopKey,
  OTEL_TRACES_SAMPLER_ARG: '0',
  OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
}
const one = await startServer(t, env)
const two = await startServer(t, env)

/** Those that a proxy wants to be recorded. */
const sampled: string[] = []
const newTrace = () => {
  const traceId = randomBytes(16).toString('hex')
  sampled.push(traceId)
  return traceId
}
const caller = 'c'.repeat(16)
const ask = async (
  traceId: string,
  text: string,
  { uid = `u${traceId}`, ...headers }: Readonly<Record<string, string>> = {},
) =>
  one.call('POST', '/chat', {
    token: await one.token(uid),
    headers: { traceparent: `00-${traceId}-${caller}-01`, ...headers },
    body: { text },
  })
const named = (traceId: string, name: string) => (span: ReadSpan) =>
  span.traceId === traceId && span.name === name

t.test('a turn is a trace of what was done for it, without a word of the customer', async t => {
  const traceId = newTrace()
  const { json } = await ask(traceId, '这件上衣的面料扎不扎，我的电话 13812345678', { prefer: 'wait=5' })
  t.match(json, { source: 'llm' })
  const turn = await collector.next(named(traceId, 'turn'))
  const request = await collector.next(named(traceId, 'POST /chat'))
  const call = await collector.next(named(traceId, 'chat m1'))
  t.match(request, {
    parentId: caller,
    kind: 2,
    error: undefined,
    attributes: { 'http.route': '/chat', 'http.response.status_code': 200 },
    resource: { 'service.name': 'rushdesk', 'deployment.environment.name': 'test' },
  })
  t.match(turn, { parentId: request.spanId, attributes: { 'rushdesk.source': 'llm' } })
  t.match(call, {
    parentId: turn.spanId,
    kind: 3,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'm1',
      'gen_ai.response.model': 'm1',
      'gen_ai.response.finish_reasons': ['stop'],
      'server.address': '127.0.0.1',
    },
  })
  for (const name of ['mask', 'commit'])
    t.equal((await collector.next(named(traceId, name))).parentId, turn.spanId)
  t.match(vendor.calls().at(-1)?.traceparent, new RegExp(`^00-${traceId}-${request.spanId}-01$`))
  t.notMatch(JSON.stringify(collector.spans), /面料|13812345678/)
})

t.test("a call of the shop's API is a part of the turn's trace", async t => {
  const traceId = newTrace()
  t.match((await ask(traceId, '我的订单到哪了', { uid: 'demo', prefer: 'wait=5' })).json, { source: 'tool' })
  const turn = await collector.next(named(traceId, 'turn'))
  const call = await collector.next(named(traceId, 'execute_tool recent_orders'))
  t.match(call, { parentId: turn.spanId, kind: 3, attributes: { 'rushdesk.outcome': 'ok' } })
})

t.test('a turn that one process promised and another ended is one trace', async t => {
  const traceId = newTrace()
  vendor.set({ latency: { kind: 'fixed', ms: 60_000 } })
  const promised = await ask(traceId, '羊毛衫起球怎么办')
  t.equal(promised.status, 202)
  const request = await collector.next(named(traceId, 'POST /chat'))
  t.match(request.attributes, { 'http.response.status_code': 202 })
  await one.kill9()
  vendor.set({ latency: { kind: 'fixed', ms: 0 } })
  const turn = await collector.next(named(traceId, 'turn'))
  t.equal(turn.parentId, request.spanId)
  t.not(turn.resource['service.instance.id'], request.resource['service.instance.id'])
})

t.test('what nobody asked to record is not recorded where the share is none', async t => {
  const token = await two.token('u1')
  const say = (text: string, traceparent?: string) =>
    two.call('POST', '/chat', { token, headers: traceparent ? { traceparent } : {}, body: { text } })
  await say('一件')
  await say('两件', `00-${randomBytes(16).toString('hex')}-${caller}-00`)
  const last = newTrace()
  await say('三件', `00-${last}-${caller}-01`)
  await collector.next(named(last, 'turn'))
  t.same(
    collector.spans.filter(span => !sampled.includes(span.traceId)),
    [],
  )
})
