// The main job end to end, on the embedded default: a process, its HTTP API, a vendor over a real socket.
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { VendorOptions } from '../../perf/fake-llm/options.js'
import { startVendor } from '../../perf/fake-llm.js'
import { startProgram } from '../../tools/program.js'
import { serverCommand } from '../../tools/server.js'
import { type Reply, type Server, startServer } from '../support/e2e/harness.js'

interface Answer {
  readonly dialog_id: string
  readonly turn_id: string
  readonly seq: number
  readonly answer: string
  readonly source: string
  readonly renewed?: boolean
  readonly reason?: string
}

/** However slow the machine is: these tests are about answers, not about the time they take. */
const patient = { ANSWER_BUDGET_MS: '15000', OVERLOAD: 'off' }

const answerOf = (reply: Reply) => reply.json as Answer
const jsonOf = (reply: Reply) => reply.json as Record<string, unknown>

async function withVendor(t: Test, options: Partial<VendorOptions> = {}, env: NodeJS.ProcessEnv = {}) {
  const vendor = await startVendor(options)
  const server = await startServer(t, { LLM_URL: vendor.url, ...patient, ...env })
  t.teardown(() => vendor.close())
  const customer = await server.token('u1')
  return { vendor, server, customer }
}

/** Shared by the tests whose claims need no process of their own. */
const alone = await startServer(t, patient)
const shared = await withVendor(t, { latency: { kind: 'fixed', ms: 20 } })

/** The shared server with a vendor, a customer of this test alone, and the vendor's calls from now on. */
async function sharedBy(uid: string) {
  const { vendor, server } = shared
  const before = vendor.counts().received
  const calls = () => vendor.calls().filter(({ number }) => number > before)
  return { vendor, server, calls, customer: await server.token(uid) }
}

/** All that the server logged of a turn: the line of its end is the last. */
async function logged(server: Server, turn_id: string): Promise<string> {
  const isEnd = (line: string) => line.includes(turn_id) && line.includes('turn end')
  while (!server.lines.some(isEnd)) await delay(20)
  return server.lines.join('\n')
}

t.test('without a vendor the built-in FAQ answers, and a notice says that it has no answer', async t => {
  const customer = await alone.token('u1')
  const known = await alone.chat(customer, { text: '怎么申请退货' })
  t.equal(known.status, 200)
  t.match(known.json, { source: 'faq', faq_id: 'return-how', seq: 1, level: 0, cost_ms: Number })
  const unknown = await alone.chat(customer, { text: '今天天气真好啊' })
  t.match(unknown.json, { source: 'notice', reason: 'not-understood', answer: /没有找到/ })
})

t.test('a dialog goes on under its id, and its history is its turns, oldest first, each once', async t => {
  const customer = await alone.token('u2')
  const first = answerOf(await alone.chat(customer, { text: '优惠券怎么用' }))
  const second = answerOf(await alone.chat(customer, { text: '怎么开发票', dialog_id: first.dialog_id }))
  t.equal(second.dialog_id, first.dialog_id)
  const history = await alone.call('GET', `/chat/${first.dialog_id}`, { token: customer })
  t.match(history.json, {
    mode: 'bot',
    turns: [
      { turn_id: first.turn_id, seq: 1, text: '优惠券怎么用', answer: first.answer, source: 'faq' },
      { turn_id: second.turn_id, seq: 2, text: '怎么开发票', answer: second.answer },
    ],
  })
  t.equal((jsonOf(history).turns as unknown[]).length, 2)
})

t.test('an unknown, a deleted and a foreign dialog look the same: a new one opens', async t => {
  const [one, other] = [await alone.token('u3'), await alone.token('u4')]
  const foreign = answerOf(await alone.chat(other, { text: '怎么退货' })).dialog_id
  const deleted = answerOf(await alone.chat(one, { text: '怎么退货' })).dialog_id
  t.equal((await alone.call('DELETE', `/chat/${deleted}`, { token: one })).status, 204)
  for (const dialog_id of ['0'.repeat(32), deleted, foreign]) {
    const reply = answerOf(await alone.chat(one, { text: '怎么退货', dialog_id }))
    t.equal(reply.renewed, true)
    t.not(reply.dialog_id, dialog_id)
    t.equal(reply.seq, 1)
    t.equal((await alone.call('GET', `/chat/${dialog_id}`, { token: one })).status, 404)
  }
})

t.test(
  'turns sent at once to one dialog run one after another, each prompt holding those before',
  async t => {
    const { server, calls, customer } = await sharedBy('in-order')
    const { dialog_id } = answerOf(await server.chat(customer, { text: '第1句' }))
    const texts = ['第2句', '第3句', '第4句', '第5句']
    const replies = await Promise.all(texts.map(text => server.chat(customer, { text, dialog_id })))
    t.same(
      replies
        .map(answerOf)
        .map(reply => reply.seq)
        .sort(),
      [2, 3, 4, 5],
    )
    const history = jsonOf(await server.call('GET', `/chat/${dialog_id}`, { token: customer }))
    const said = (history.turns as { text: string }[]).map(turn => turn.text)
    for (const [i, call] of calls().entries()) {
      const prompt = JSON.parse(call.body) as { messages: { role: string; content: string }[] }
      const asked = prompt.messages.filter(message => message.role === 'user').map(message => message.content)
      t.same(asked, said.slice(0, i + 1), `prompt ${i + 1} is built from exactly the turns before it`)
    }
  },
)

t.test('a phone number reaches neither the vendor nor the history nor the log', async t => {
  const { server, calls, customer } = await sharedBy('with-phone')
  const planted = '13987654321'
  const reply = answerOf(await server.chat(customer, { text: `我的电话是${planted}，麻烦联系我` }))
  const history = await server.call('GET', `/chat/${reply.dialog_id}`, { token: customer })
  t.match(history.text, '139****4321')
  const log = await logged(server, reply.turn_id)
  for (const place of [calls()[0]?.body, history.text, reply.answer, log]) {
    t.notMatch(place, planted)
  }
})

t.test("the caller's trace goes on to the vendor and into the log", async t => {
  const { server, calls, customer } = await sharedBy('traced')
  const traceId = 'ab'.repeat(16)
  const headers = { traceparent: `00-${traceId}-${'cd'.repeat(8)}-01` }
  const reply = await server.call('POST', '/chat', {
    token: customer,
    headers,
    body: { text: '今天天气真好啊' },
  })
  t.match(reply.headers.traceparent, traceId)
  t.match(calls()[0]?.traceparent, traceId)
  await logged(server, answerOf(reply).turn_id)
  t.ok(server.lines.some(line => line.includes(traceId) && line.includes('turn end')))
})

t.test('when every attempt fails the FAQ answers, and when it has no answer the notice', async t => {
  const faults = [{ kind: '401', arg: undefined, probability: 1, times: 99, fromS: 0, toS: 99 }] as const
  const { vendor, server, customer } = await withVendor(t, { faults })
  const faq = answerOf(await server.chat(customer, { text: '怎么申请退货' }))
  t.match(faq, { source: 'faq', reason: 'vendor-unauthorized' })
  t.match(answerOf(await server.chat(customer, { text: '今天天气真好啊' })), {
    source: 'notice',
    reason: 'vendor-unauthorized',
    answer: /暂时不可用/,
  })
  await server.chat(customer, { text: '再来一次' })
  const before = vendor.counts().received
  t.match(answerOf(await server.chat(customer, { text: '今天天气真好啊' })), {
    source: 'notice',
    reason: 'vendor-breaker-open',
  })
  t.equal(vendor.counts().received, before, 'an open breaker calls nobody')
})

t.test("the shop's own FAQ goes into the prompt as facts", async t => {
  const folder = t.testdir({
    'faq.jsonl': JSON.stringify({
      topic: 'tea',
      questions: ['茶叶怎么保存'],
      answer: '茶叶请放在阴凉干燥处。',
    }),
  })
  const { vendor, server, customer } = await withVendor(t, {}, { FAQ_FILE: `${folder}/faq.jsonl` })
  await server.chat(customer, { text: '茶叶怎么保存' })
  t.match(vendor.calls()[0]?.body, '茶叶请放在阴凉干燥处')
})

t.test('the built-in FAQ is never given to a vendor', async t => {
  const { server, calls, customer } = await sharedBy('no-facts')
  await server.chat(customer, { text: '怎么申请退货' })
  t.notMatch(calls()[0]?.body, '申请售后')
})

t.test('turns in flight at SIGTERM are answered, then the process exits 0', async t => {
  const { vendor, server, customer } = await withVendor(t, { latency: { kind: 'fixed', ms: 400 } })
  const arrived = once(vendor.events, 'call')
  const asked = server.chat(customer, { text: '什么时候发货' })
  await arrived
  const ended = server.stop()
  t.match((await asked).json, { source: 'llm', seq: 1 })
  t.equal(await ended, 0)
})

t.test('an operator sets the level, and the figures tell what happened', async t => {
  const { server, calls, customer } = await sharedBy('levelled')
  const admin = await server.token('op', { role: 'admin' })
  t.equal((await server.call('PUT', '/admin/level', { token: customer, body: { level: 4 } })).status, 403)
  const figures = [
    'chat_latency_seconds_count',
    'chat_turns_total{source="llm",level="0",variant="stable"}',
    'llm_requests_total{outcome="answered"}',
  ]
  const before = await figuresOf(server, figures)
  const set = await server.call('PUT', '/admin/level', { token: admin, body: { level: 4 } })
  t.match(set.json, { level: 4, mode: 'manual' })
  t.match((await server.chat(customer, { text: '今天天气真好啊' })).json, { level: 4, source: /faq|notice/ })
  t.same(calls(), [])
  t.match((await server.call('PUT', '/admin/level', { token: admin, body: { level: 'auto' } })).json, {
    mode: 'auto',
  })
  t.match((await server.chat(customer, { text: '今天天气真好啊' })).json, { source: 'llm' })
  // The figures at /metrics are some moments old.
  const grown = async () => (await figuresOf(server, figures)).map((figure, i) => figure - (before[i] ?? 0))
  while ((await grown())[0] !== 2) await delay(100)
  const [, byModel, requests = 0] = await grown()
  t.equal(byModel, 1)
  t.ok(requests >= 1, 'a probe of the ladder is a request, too')
  const { text: metrics } = await server.call('GET', '/metrics')
  for (const figure of [/^chat_qps [0-9.]+$/m, /^chat_latency_p99 [0-9.]+$/m, /^degrade_level 0$/m])
    t.match(metrics, figure)
})

/** The values of these samples at /metrics; 0 for one that is not there yet. */
async function figuresOf(server: Server, samples: readonly string[]): Promise<number[]> {
  const lines = (await server.call('GET', '/metrics')).text.split('\n')
  return samples.map(sample =>
    Number(lines.find(line => line.startsWith(`${sample} `))?.slice(sample.length) ?? 0),
  )
}

t.test('a bad configuration names every fault and exits 78', async t => {
  await t.rejects(
    startProgram(serverCommand(), { PATH: process.env.PATH, PORT: '99999', RATE_BURST: 'many' }),
    /ended with 78[\s\S]*PORT must be an integer 0\.\.65535, got "99999"[\s\S]*RATE_BURST must be/,
  )
})
