// Personal data is put into everything that a client, an operator or a vendor can send, and then looked for in
// everything that the service writes, stores, sends or leaves behind.
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import WebSocket from 'ws'
import { type RedisServer, startRedis } from '../../tools/redis-server.js'
import { dumpOf } from '../support/e2e/dump.js'
import { type Reply, type Server, startServer } from '../support/e2e/harness.js'
import { startTellingVendor } from '../support/e2e/planted-vendor.js'

/** One of each kind, and the sentences that hold them. */
const customers = {
  name: '王小明',
  mobile: '13987654321',
  landline: '62345678',
  resident_id: '11010519491231002X',
  bank_card: '6222021234567890128',
  email: 'planted.user@example.com',
  address: '科苑南路188号',
  plate: '粤B12345',
  passport: 'E12345678',
  wechat: 'wx_planted99',
  qq: '987654321',
}
const vendors = { mobile: '13800138222', email: 'agent.planted@example.com', name: '欧阳建国' }
const ids = {
  uid: '13700001111',
  key: '13600002222',
  dialogId: '13500003333',
  header: '13400004444',
  ref: '13300005555',
  query: '13200006666',
}
const needles = [...Object.values(customers), ...Object.values(vendors), ...Object.values(ids)]

const c = customers
const said =
  `我叫${c.name}，电话${c.mobile}，座机010-${c.landline}，身份证${c.resident_id}，银行卡${c.bank_card}，` +
  `邮箱${c.email}，地址广东省深圳市南山区${c.address}，车牌${c.plate}，护照${c.passport}，微信号${c.wechat}，QQ号${c.qq}`
const answered = `请联系收货人${vendors.name}，电话${vendors.mobile}，邮箱${vendors.email}。`
const uid = `customer-${ids.uid}`
const plantedDialog = ids.dialogId.padStart(32, '0')
const headers = {
  'Idempotency-Key': `key-${ids.key}`,
  'User-Agent': `app ${ids.header}`,
  'Accept-Language': `zh;x=${ids.header}`,
  'X-Forwarded-For': ids.header,
  Cookie: `phone=${ids.header}`,
  tracestate: `phone=${ids.header}`,
  traceparent: `00-${ids.header}`,
}

interface Stage {
  readonly redis: RedisServer
  readonly one: Server
  readonly two: Server
  readonly admin: string
  readonly token: string
  readonly places: Map<string, string>
}

/** Throws itself out with a text in its message when it gets SIGHUP. */
const [head, tail] = [customers.mobile.slice(0, 4), customers.mobile.slice(4)]
const crashing = `process.on('SIGHUP', () => JSON.parse('我的电话是' + '${head}' + '${tail}'))`

async function openStage(
  t: Test,
): Promise<Stage & { readonly received: readonly string[]; readonly folder: string }> {
  const vendor = await startTellingVendor(answered)
  t.teardown(() => vendor.close())
  const redis = await startRedis()
  t.teardown(() => redis.stop())
  const folder = mkdtempSync(join(tmpdir(), 'rushdesk-reports-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const shared = {
    LLM_URL: vendor.url,
    REDIS_URL: redis.url,
    DATA_KEY: 'd'.repeat(64),
    JWT_SECRET: 'e'.repeat(64),
    UID_RATE_PER_S: '0',
    OVERLOAD: 'off',
    ANSWER_BUDGET_MS: '400',
    BREAKER_FAILURES: '1000',
  }
  const reports = '--report-on-fatalerror --report-uncaught-exception --report-on-signal'
  const preload = `--import=data:text/javascript,${encodeURIComponent(crashing)}`
  const options = { NODE_OPTIONS: `${reports} --report-directory=${folder} ${preload}` }
  const two = await startServer(t, shared)
  // The one that crashes is the last to start: a test's servers are looked at in reverse.
  const one = await startServer(t, { ...shared, ...options, LOG_LEVEL: 'debug' })
  // Who was turned away belongs to no shop: only an admin of all shops sees it.
  const admin = await one.token('op', { role: 'admin', shop: '*' })
  const places = new Map<string, string>()
  const stage = { redis, one, two, admin, token: await one.token(uid), places }
  return { ...stage, received: vendor.received, folder }
}

/** What the processes tell each other. */
async function overhear(t: Test, redis: RedisServer): Promise<string[]> {
  const ear = new Redis({ path: redis.url.replace('unix:', '') })
  t.teardown(() => ear.disconnect())
  const messages: string[] = []
  ear.on('pmessage', (_pattern, channel, message) => messages.push(`${channel} ${message}`))
  await ear.psubscribe('*')
  return messages
}

async function plantInTurns({ one, two, token }: Stage): Promise<void> {
  const ask = (server: Server, body: object, own: Record<string, string> = {}) =>
    server.call('POST', '/chat', { token, body, headers: { ...headers, ...own } })
  const keyed = (key: string) => ({ 'Idempotency-Key': key })
  const first = await ask(one, { text: said, uid, extra: said, attachments: [] })
  await ask(two, { text: said, uid })
  await ask(one, { text: `另一句${said}` }, keyed(`other-${ids.key}`))
  await ask(one, { text: `${said}`, dialog_id: plantedDialog }, keyed(`third-${ids.key}`))
  const { dialog_id } = first.json as { dialog_id: string }
  for (const text of ['状态500', '状态400', '坏', '慢']) {
    await ask(
      two,
      { text: `${text}${said}`, dialog_id },
      keyed(`${text.length}${encodeURIComponent(text)}`.slice(0, 60)),
    )
  }
  const stream = { Accept: 'text/event-stream', 'Idempotency-Key': 'stream' }
  await ask(one, { text: `流${said}`, dialog_id }, stream)
  await ask(two, { text: `流坏${said}`, dialog_id }, { ...stream, 'Idempotency-Key': 'stream-2' })
  const messages = [
    { role: 'system', content: said },
    { role: 'user', content: `第一句${said}` },
    { role: 'assistant', content: answered },
    { role: 'user', content: `第二句${said}` },
  ]
  const openAi = { messages, model: ids.header, user: ids.uid, metadata: { phone: ids.uid } }
  for (const streamed of [false, true]) {
    await one.call('POST', '/v1/chat/completions', { token, headers, body: { ...openAi, stream: streamed } })
  }
}

async function plantInFaults(t: Test, { one, two, admin, token }: Stage): Promise<void> {
  const bodies: unknown[] = [
    `{"text": ${said}`,
    { text: [said] },
    { text: said, dialog_id: said },
    { text: said.repeat(40) },
  ]
  bodies.push(
    { text: said, attachments: [said] },
    { text: said, uid: ids.ref },
    `"${said}"`,
    Buffer.from([0xff, 0x31]),
  )
  for (const body of bodies)
    await one.call('POST', '/chat', { token, headers: { ...headers, 'Idempotency-Key': 'x' }, body })
  await one.call('POST', '/chat', {
    token,
    body: { text: said },
    headers: { 'Idempotency-Key': `${ids.key} two words` },
  })
  await one.call('POST', '/chat', { token, body: { text: `别的${said}` }, headers })
  await one.call('POST', '/chat', { token: `e30.${ids.uid}.x`, body: { text: said } })
  for (const path of [
    `/${ids.query}`,
    `/chat/${plantedDialog}`,
    `/chat/${plantedDialog}/turns/${plantedDialog}`,
  ]) {
    for (const method of ['GET', 'DELETE']) {
      await two.call(method, `${path}?wait=0&phone=${ids.query}`, { token, headers })
    }
  }
  const row = { topic: 'planted', questions: [`怎么联系${said}`], answer: said }
  const faq = await one.call('POST', '/admin/faq', { token: admin, body: JSON.stringify(row), headers })
  t.match(faq, { status: 422, json: { errors: [{ field: '/1/questions/0' }, { field: '/1/answer' }] } })
  const pinned = [{ question: '怎么联系', answer: said }]
  t.match(await one.call('PUT', '/admin/hot', { token: admin, body: { pinned } }), { status: 422 })
  await one.call('PUT', '/admin/level', { token: admin, body: { level: said } })
  await one.call('DELETE', `/admin/customers/nobody-${ids.query}`, { token: admin })
}

async function plantInFrames({ two, token }: Stage): Promise<void> {
  const options = { headers: { authorization: `Bearer ${token}`, 'user-agent': `app ${ids.header}` } }
  const ws = new WebSocket(`ws://127.0.0.1:${two.port}/ws?phone=${ids.query}`, ['rushdesk.v1'], options)
  await once(ws, 'open')
  const heard: string[] = []
  ws.on('message', message => heard.push(String(message)))
  const turn = { type: 'turn', ref: ids.ref, text: `线上${said}`, key: `ws-${ids.key}` }
  const frames = [`{"text": ${said}`, { type: said }, { type: 'turn', text: [said] }, turn]
  const feedback = {
    type: 'feedback',
    dialog_id: plantedDialog,
    turn_id: plantedDialog,
    score: 1,
    comment: said,
  }
  frames.push(
    feedback as never,
    { type: 'resume', dialog_id: plantedDialog, after: 1, ref: ids.ref } as never,
  )
  frames.push({ type: 'cancel', turn_id: plantedDialog, dialog_id: plantedDialog } as never)
  for (const frame of frames) ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  while (!heard.some(frame => frame.includes('"answer"'))) await once(ws, 'message')
  const closed = once(ws, 'close')
  ws.close()
  await closed
}

/** Answers at level 2 go to the reflux, and one that is promised lies in the index of pending turns. */
async function plantInStores({ one, two, admin, token }: Stage): Promise<Reply> {
  await one.call('PUT', '/admin/level', { token: admin, body: { level: 2 } })
  await one.call('POST', '/chat', { token, body: { text: `什么时候发货，${said}` } })
  await one.call('POST', '/chat', { token, body: { text: `今天天气真好，${said}` } })
  await one.call('PUT', '/admin/level', { token: admin, body: { level: 0 } })
  return two.call('POST', '/chat', { token, body: { text: `慢慢来，${said}` } })
}

async function collect({ redis, one, two, admin, places }: Stage): Promise<void> {
  for (const [name, server] of Object.entries({ one, two })) {
    for (const path of ['/metrics', '/openapi.json', '/readyz']) {
      places.set(`${name} ${path}`, (await server.call('GET', path)).text)
    }
    for (const what of ['status', 'reflux', 'hot', 'faq', 'audit?limit=1000', 'level']) {
      places.set(`${name} ${what}`, (await server.call('GET', `/admin/${what}`, { token: admin })).text)
    }
  }
  for (const [key, value] of await dumpOf(redis.client)) places.set(`Redis ${key}`, `${key} ${value}`)
}

/** The append-only file holds every write, also of what is gone by now. */
async function appendOnly({ client }: RedisServer): Promise<string> {
  const [, dir = ''] = (await client.config('GET', 'dir')) as string[]
  const folder = join(dir, 'appendonlydir')
  return readdirSync(folder)
    .map(file => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
}

t.test('a process that is aborted in the middle of a turn leaves no planted value behind', async t => {
  const vendor = await startTellingVendor(answered)
  t.teardown(() => vendor.close())
  const folder = mkdtempSync(join(tmpdir(), 'rushdesk-reports-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const reports = `--report-on-fatalerror --report-directory=${folder} --abort-on-uncaught-exception`
  const server = await startServer(t, { LLM_URL: vendor.url, NODE_OPTIONS: reports, OVERLOAD: 'off' })
  const token = await server.token(uid)
  const asked = server
    .call('POST', '/chat', { token, headers, body: { text: `慢，${said}` } })
    .catch(() => 'its connection broke')
  while (vendor.received.length === 0) await new Promise(resolve => setTimeout(resolve, 5))
  process.kill(server.pid, 'SIGABRT')
  t.equal(await server.ended, 'SIGABRT')
  await Promise.all([asked, server.kill9()])
  const places = new Map([['output', server.lines.join('\n')]])
  for (const file of readdirSync(folder)) places.set(file, readFileSync(join(folder, file), 'utf8'))
  t.same(foundIn(places), [])
  t.match(places.get('output'), '"msg":"ready"')
})

t.test('a planted value appears nowhere', async t => {
  const { received, folder, ...stage } = await openStage(t)
  const { redis, one, two, places } = stage
  const messages = await overhear(t, redis)
  await plantInTurns(stage)
  await plantInFaults(t, stage)
  await plantInFrames(stage)
  t.equal((await plantInStores(stage)).status, 202)
  await collect(stage)

  process.kill(one.pid, 'SIGUSR2')
  while (readdirSync(folder).length === 0) await new Promise(resolve => setTimeout(resolve, 20))
  const asked = one.call('POST', '/chat', { token: stage.token, body: { text: `慢，没完，${said}` } })
  await Promise.allSettled([asked, process.kill(one.pid, 'SIGHUP')])
  t.equal(await one.ended, 1)
  await one.kill9()

  places.set('output of one', one.lines.join('\n'))
  places.set('output of two', two.lines.join('\n'))
  places.set('messages', messages.join('\n'))
  places.set('vendor', received.join('\n'))
  places.set('append-only file', await appendOnly(redis))
  for (const file of readdirSync(folder))
    places.set(`report ${file}`, readFileSync(join(folder, file), 'utf8'))
  t.same(foundIn(places), [])
  lookedWhereItWouldBe(t, places)
})

function foundIn(places: ReadonlyMap<string, string>): string[] {
  return [...places].flatMap(([place, text]) =>
    needles
      .filter(needle => text.includes(needle))
      .map(needle => `${needle} in ${place}: ${around(text, needle)}`),
  )
}

const around = (text: string, needle: string) => {
  const at = text.indexOf(needle)
  return text.slice(Math.max(0, at - 60), at + needle.length + 20)
}

/** Everything was looked at where it would have stood, and what stands in its place is there. */
function lookedWhereItWouldBe(t: Test, places: ReadonlyMap<string, string>): void {
  const place = (name: string) => places.get(name) ?? ''
  for (const name of ['vendor', 'append-only file', 'Redis {reflux}', 'one reflux']) {
    t.match(place(name), '139****4321', name)
    t.match(place(name), '王**', name)
  }
  t.match(place('append-only file'), '138****8222', "the vendor's values are masked")
  const audit = JSON.parse(place('two audit?limit=1000')) as { entries: { kind: string; place: string }[] }
  const kinds = new Set(audit.entries.map(({ kind }) => kind))
  for (const kind of [...Object.keys(customers), 'admin', 'erasure', 'refused']) t.ok(kinds.has(kind), kind)
  t.ok(audit.entries.some(entry => entry.place === 'answer' && entry.kind === 'mobile'))
  t.match(place('append-only file'), /XADD\r\n\$9\r\n\{pending\}/i)
  t.match(place('output of one'), /"level":60.*"msg":"crashed"/)
  t.match(place('output of two'), '"msg":"turn end"')
  t.ok([...places.keys()].some(name => name.startsWith('report ')))
  t.ok(place('messages').length > 0)
}
