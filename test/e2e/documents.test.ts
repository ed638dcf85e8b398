// Documents end to end: what operators change is in force on every process within a second, survives restarts, keeps its
// last versions, and is put on record.
import { setTimeout as delay } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startRedis } from '../../tools/redis-server.js'
import { type Reply, type Server, startServer } from '../support/e2e/harness.js'

const env = { DATA_KEY: 'd'.repeat(64), JWT_SECRET: 's'.repeat(64), OVERLOAD: 'off' }
const redis = await startRedis()
t.teardown(() => redis.stop())

const row = (topic: string) => `${JSON.stringify({ topic, questions: [`问${topic}`], answer: '答' })}\n`
const reply = (id: string) => `${JSON.stringify({ id, lang: 'zh', title: '好', text: '{seat}：您好' })}\n`
const pins = (answer: string) => ({ pinned: [{ question: '运费多少', answer }] })

const hooks = (id: string) => ({ endpoints: [{ id, url: 'https://shop.example/', events: ['*'] }] })

/** A valid body of each document, another one, and one that is not valid. */
const documents = {
  level: { one: { level: 2 }, two: { level: 3 }, bad: { level: 7 } },
  hot: { one: pins('包邮'), two: pins('满 99 包邮'), bad: pins(' ') },
  faq: { one: row('a'), two: row('b'), bad: '{"topic":"A"}\n' },
  gray: { one: { name: 'r1', percent: 5 }, two: { name: 'r2' }, bad: { percent: 101 } },
  log: { one: { level: 'warn' }, two: { sample: 0.5 }, bad: { sample: 2 } },
  prompt: { one: { text: '你是客服一' }, two: { text: '你是客服二' }, bad: { text: ' ' } },
  handoff: { one: { routing: 'offer' }, two: { slow_s: 30 }, bad: { misses: 0 } },
  webhooks: { one: hooks('a'), two: hooks('b'), bad: hooks('A') },
  hours: { one: { timezone: 'Europe/Paris' }, two: { week: {} }, bad: { timezone: 'Mars' } },
  texts: {
    one: { zh: { unsure: '您是想问：' } },
    two: { en: { notices: { busy: 'Busy.' } } },
    bad: { zh: { nope: '' } },
  },
  public: { one: { numbers: ['400-820-8820'] }, two: { numbers: ['95338'] }, bad: { numbers: ['x'] } },
  canned: { one: reply('a'), two: reply('b'), bad: reply('').repeat(2) },
} as const
const ofCluster: readonly string[] = ['level', 'gray', 'log', 'webhooks']
const names = Object.keys(documents) as (keyof typeof documents)[]

interface Kept {
  readonly versions: readonly { readonly version: number; readonly by: string; readonly why: string }[]
}

function operator(server: Server, token: string) {
  const call = (method: string, path: string, body?: unknown, ifMatch?: string) =>
    server.call(method, `/admin/${path}`, {
      token,
      ...(body !== undefined && { body }),
      ...(ifMatch !== undefined && { headers: { 'If-Match': ifMatch } }),
    })
  return {
    server,
    token,
    call,
    get: (path: string) => call('GET', path),
    put: (path: string, body: unknown, ifMatch?: string) => call('PUT', path, body, ifMatch),
    rollback: (name: string, version: number, ifMatch?: string) =>
      call('POST', `${name}/rollback`, { version }, ifMatch),
    versions: async (name: string) => ((await call('GET', `${name}/history`)).json as Kept).versions,
    audit: async () => {
      const { json } = await call('GET', 'audit?kind=admin')
      return (json as { entries: Record<string, unknown>[] }).entries
    },
  }
}

/** The part of a tag that is the same for equal texts. */
const textHash = (etag: string) => etag.split('-')[1]

type Operator = ReturnType<typeof operator>

const etagOf = ({ headers }: Reply) => String(headers.etag)

async function start(t: Test, more: Readonly<Record<string, string>> = {}): Promise<Operator> {
  const server = await startServer(t, { ...env, ...more })
  return operator(server, await server.token('ann', { role: 'admin' }))
}

const startOnRedis = (t: Test) => start(t, { REDIS_URL: redis.url })

// A second is promised; other tests run beside this one, so the test waits longer.
const SOON_MS = 5_000

/** Resolves with whether the process shows this tag soon. */
async function shown(on: Operator, name: string, etag: string): Promise<boolean> {
  const until = performance.now() + SOON_MS
  while (etagOf(await on.get(name)) !== etag) {
    if (performance.now() > until) return false
    await delay(20)
  }
  return true
}

// The tests share two processes; each begins on a Redis without documents.
const one = await startOnRedis(t)
const two = await startOnRedis(t)
const untouched = new Map(
  await Promise.all(names.map(async name => [name, etagOf(await one.get(name))] as const)),
)

t.beforeEach(async () => {
  await redis.client.flushall()
  await redis.client.publish('settings', '')
  for (const [name, etag] of untouched) for (const process of [one, two]) await shown(process, name, etag)
})

t.test('a change is in force on the other process soon, and outlives a killed one', async t => {
  const etags = new Map<string, string>()
  const late = await startOnRedis(t)
  for (const name of names) {
    const before = etagOf(await two.get(name))
    const changed = await late.put(name, documents[name].one)
    t.equal(changed.status, 200, name)
    t.not(etagOf(changed), before, name)
    t.ok(await shown(two, name, etagOf(changed)), name)
    etags.set(name, etagOf(changed))
  }
  t.match((await two.get('level')).json, { level: 2, mode: 'manual', document: { level: 2 } })
  t.match((await two.get('hot')).json, { pinned: [{ answer: '包邮', hits: 0 }] })
  t.match((await two.get('faq')).json, { entries: [{ topic: 'a' }] })
  await late.server.kill9()
  const three = await startOnRedis(t)
  for (const name of names) {
    t.equal(etagOf(await three.get(name)), etags.get(name), `${name} after a restart`)
    t.match(await three.versions(name), [{ version: 1, by: 'ann' }])
  }
})

t.test('a change over a document that another operator has changed is refused, on any process', async t => {
  for (const name of names) {
    const { one: first, two: second } = documents[name]
    const etag = etagOf(await one.get(name))
    const changed = await one.put(name, first, etag)
    t.equal(changed.status, 200, name)
    const late = await two.put(name, second, etag)
    t.match(late, { status: 412, json: { type: '/problems/precondition-failed' } }, name)
    t.equal((await two.rollback(name, 1, etag)).status, 412, name)
    t.equal(etagOf(await two.get(name)), etagOf(changed), `${name} is what the first made of it`)
    t.equal(
      (await two.put(name, second, etagOf(changed))).status,
      200,
      `${name}: a fresh tag is taken at once`,
    )
    t.equal((await one.versions(name)).length, 2, name)
  }
})

t.test('a dry run answers as the change would and changes nothing', async t => {
  for (const name of names) {
    const { one: body, bad } = documents[name]
    const before = await one.get(name)
    const dry = await one.put(`${name}?dry_run=1`, body)
    t.equal(dry.status, 200, name)
    t.equal((await one.put(`${name}?dry_run=1`, bad)).status, 422, name)
    t.equal(
      (await one.put(`${name}?dry_run=yes`, body)).status,
      422,
      `${name}: a misspelt one changes nothing`,
    )
    t.equal(etagOf(await one.get(name)), etagOf(before), name)
    t.same(await one.versions(name), [], name)
    t.equal(etagOf(await one.put(name, body)), etagOf(dry), `${name} has the tag that was foretold`)
  }
  t.equal((await one.call('POST', 'faq?dry_run=1', row('c'))).status, 200)
  t.equal((await one.call('DELETE', 'faq/a?dry_run=1')).status, 204)
  t.match((await one.get('faq')).json, { entries: [{ topic: 'a' }] })
  t.equal((await one.audit()).length, names.length, 'a dry run is no act')
})

t.test('a bad document changes nothing', async t => {
  for (const name of names) {
    const before = await one.get(name)
    t.equal((await one.put(name, documents[name].bad)).status, 422, name)
    t.equal((await one.put(name, 'x'.repeat(1_048_577))).status, 413, name)
    t.equal(etagOf(await one.get(name)), etagOf(before), name)
    t.same(await one.versions(name), [], name)
  }
})

t.test('a rollback is a new version', async t => {
  for (const name of names) {
    const etag = etagOf(await one.put(name, documents[name].one))
    await one.put(name, documents[name].two)
    const back = await two.rollback(name, 1)
    t.equal(back.status, 200, name)
    t.equal(textHash(etagOf(back)), textHash(etag), `${name} is what it was`)
    t.not(etagOf(back), etag, `${name}, but another version`)
    t.match(await one.versions(name), [{ version: 3 }, { version: 2 }, { version: 1 }], name)
    for (const version of [0, -1, 1.5, '1', null]) {
      t.equal((await one.call('POST', `${name}/rollback`, { version })).status, 422, `${name} ${version}`)
    }
  }
})

t.test('the last twenty versions are kept', async t => {
  for (let i = 0; i < 21; i++) await one.put('hours', documents.hours.one)
  t.equal((await one.rollback('hours', 1)).status, 404, 'the first is no longer kept')
  t.same(
    (await one.versions('hours')).map(({ version }) => version),
    Array.from({ length: 20 }, (_none, i) => 21 - i),
  )
})

t.test('every change of the FAQ is a version, by whichever route', async t => {
  t.match((await one.put('faq?why=new', row('a'))).json, { entries: [{ topic: 'a' }] })
  const added = await one.call('POST', 'faq?why=more', row('history'))
  t.match(added, { status: 200, json: { topics: 1 } })
  t.equal(etagOf(added), etagOf(await one.get('faq')))
  t.equal((await one.call('DELETE', 'faq/history?why=less')).status, 204, 'a topic may be called history')
  t.match(await one.versions('faq'), [{ why: 'less' }, { why: 'more' }, { why: 'new' }])
  t.match((await one.rollback('faq', 2)).json, { entries: [{ topic: 'a' }, { topic: 'history' }] })
  const lines = await one.server.call('GET', '/admin/faq', {
    token: one.token,
    headers: { Accept: 'application/x-ndjson' },
  })
  t.equal(lines.text, `${row('a')}${row('history')}`, 'what comes out can be put in again')
  t.equal((await one.put('faq', lines.text)).status, 200)
})

t.test('a number that the shop published may stand in its texts, and in no other shop’s', async t => {
  const told = { pinned: [{ question: '怎么联系', answer: '请打13987654321' }] }
  t.equal((await one.put('hot', told)).status, 422)
  await one.put('public', { numbers: ['139 8765 4321'] })
  t.equal((await one.put('hot', told)).status, 200)
  const other = operator(one.server, await one.server.token('bob', { role: 'admin', shop: 'b' }))
  t.equal((await other.put('hot', told)).status, 422)
})

t.test('a sentence of the shop is soon said on every process, also in a refusal', async t => {
  const said = async ({ server }: Operator) => {
    const token = await server.token('eve')
    const { json } = await server.call('GET', `/chat/${'0'.repeat(32)}`, { token })
    return (json as { detail: string }).detail
  }
  const before = await said(two)
  await one.put('texts', { zh: { problems: { 'not-found': '找不到这个会话' } } })
  const until = performance.now() + SOON_MS
  while ((await said(two)) === before && performance.now() < until) await delay(20)
  t.equal(await said(two), '找不到这个会话')
  t.match((await one.put('texts', { zh: { unsure: '打13987654321' } })).json, {
    errors: [{ field: '/zh/unsure' }],
  })
})

t.test('history and audit name who, what and why', async t => {
  const why = '大促：供应商慢'
  await one.put(`level?why=${encodeURIComponent(why)}`, { level: 2 })
  await one.put(`hot?why=${encodeURIComponent('因'.repeat(200))}`, documents.hot.one)
  await one.rollback('hot', 1)
  t.equal((await one.put(`level?why=${'x'.repeat(201)}`, { level: 3 })).status, 422)
  t.match(await one.versions('level'), [{ version: 1, by: 'ann', why }])
  t.match(await one.audit(), [
    { place: '/admin/level', rule: 'PUT', by: 'ann', from: 'auto', to: 2, why },
    { place: '/admin/hot', rule: 'PUT', by: 'ann', from: 0, to: 1, why: '因'.repeat(200) },
    { place: '/admin/hot/rollback', rule: 'POST', by: 'ann', from: 1, to: 2, why: '' },
  ])
})

t.test(
  'documents are for admins, those of a shop for its own, those of the cluster for all shops’',
  async t => {
    const { server } = one
    const customer = operator(server, await server.token('eve'))
    const other = operator(server, await server.token('bob', { role: 'admin', shop: 'b' }))
    const all = operator(server, await server.token('zoe', { role: 'admin', shop: '*' }))
    for (const name of names) {
      for (const path of [name, `${name}/history`]) t.equal((await customer.get(path)).status, 403, path)
      t.equal((await customer.put(name, documents[name].one)).status, 403, name)
      t.equal((await customer.rollback(name, 1)).status, 403, name)
      await one.put(name, documents[name].one)
    }
    t.equal((await other.put('level', { level: 4 })).status, 403)
    t.equal((await other.rollback('level', 1)).status, 403)
    t.equal((await other.get('level/history')).status, 403)
    t.equal((await other.get('level')).status, 200, 'the level is no secret among operators')
    for (const name of names.filter(name => !ofCluster.includes(name))) {
      t.same(await other.versions(name), [], name)
      t.equal((await other.rollback(name, 1)).status, 404, name)
      await other.put(name, documents[name].two)
    }
    t.equal((await all.put('level', { level: 'auto' })).status, 200)
    t.match((await all.get('faq?shop=b')).json, { entries: [{ topic: 'b' }] })
    t.match((await all.get('faq/history?shop=b')).json, { versions: [{ by: 'bob' }] })
    t.equal((await other.get('faq?shop=main')).status, 403)
  },
)

t.test(
  'what an earlier build stored is in force at the start, and the first change makes a document of it',
  async t => {
    const gift = { topic: 'gift', questions: ['能包装吗'], answer: '可以' }
    await redis.client.hset('{settings}', {
      version: 'x',
      'v:level': '{"level":2,"since":1}',
      'v:pinned/main': JSON.stringify(pins('包邮').pinned),
      'v:faq/main/gift': JSON.stringify(gift),
      'v:faq/main/exchange': 'null',
      'v:faq/main/warranty': '{',
    })
    const three = await startOnRedis(t)
    const topics = async () =>
      ((await three.get('faq')).json as { entries: { topic: string }[] }).entries.map(({ topic }) => topic)
    t.match((await three.get('level')).json, { level: 2, mode: 'manual' })
    t.match((await three.get('hot')).json, { pinned: [{ answer: '包邮' }] })
    const before = await topics()
    t.ok(before.includes('gift') && before.includes('warranty'))
    t.notOk(before.includes('exchange'))
    const customer = await three.server.token('eve')
    t.match((await three.server.chat(customer, { text: '能包装吗' })).json, { source: 'faq', answer: '可以' })
    t.equal((await three.call('DELETE', 'faq/shipping-time')).status, 204)
    t.same(
      await topics(),
      before.filter(topic => topic !== 'shipping-time'),
    )
    t.equal((await three.put('level', { level: 'auto' })).status, 200)
    t.match((await three.get('level')).json, { mode: 'auto' })
    for (const name of ['faq', 'level']) t.match(await three.versions(name), [{ version: 1 }], name)
  },
)

t.test('in memory a process has documents of its own', async t => {
  const alone = await start(t)
  for (const name of names) {
    const etag = etagOf(await alone.put(name, documents[name].one))
    await alone.put(name, documents[name].two)
    t.equal(textHash(etagOf(await alone.rollback(name, 1))), textHash(etag), name)
    t.equal((await alone.versions(name)).length, 3, name)
  }
})
