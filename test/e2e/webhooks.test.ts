// Webhooks end to end: what happens in the service reaches a receiver that was away, over processes that die.
// HOOKS_DOWN_S=600 keeps the receiver of the first test away for so long (npm test: it fails each event twice instead).
import { setTimeout as delay } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import t, { type Test } from 'tap'
import { startRedis } from '../../tools/redis-server.js'
import { type Server, startServer } from '../support/e2e/harness.js'
import { startReceiver } from '../support/e2e/receiver.js'

const downS = Number(process.env.HOOKS_DOWN_S ?? 0)
const env = { DATA_KEY: 'd'.repeat(64), JWT_SECRET: 's'.repeat(64), UID_RATE_PER_S: '0', OVERLOAD: 'off' }
const redis = await startRedis()
t.teardown(() => redis.stop())

async function start(t: Test, more: Readonly<Record<string, string>> = {}) {
  const server = await startServer(t, { ...env, REDIS_URL: redis.url, ...more })
  const admin = await server.token('ann', { role: 'admin', shop: '*' })
  const call = (method: string, path: string, body?: unknown) =>
    server.call(method, path, { token: admin, ...(body !== undefined && { body }) })
  return { server, call }
}

type Operated = Awaited<ReturnType<typeof start>>

async function subscribe({ call }: Operated, url: string, events = ['*']): Promise<string> {
  const endpoint = { id: 'shop', url, events, private: true }
  const reply = await call('PUT', '/admin/webhooks', { endpoints: [endpoint] })
  return (reply.json as { endpoints: [{ secret: string }] }).endpoints[0].secret
}

/** A turn, in a new dialog without an id. */
async function ask(server: Server, token: string, dialogId?: string) {
  const opened = dialogId === undefined ? {} : { dialog_id: dialogId }
  const { json } = await server.chat(token, { text: '多久发货', ...opened })
  return json as { dialog_id: string; turn_id: string }
}

async function rate(server: Server, token: string, turn: { dialog_id: string; turn_id: string }) {
  const path = `/chat/${turn.dialog_id}/turns/${turn.turn_id}/feedback`
  const { status } = await server.call('POST', path, { token, body: { score: 1 } })
  return status
}

/** Seconds between tries of a receiver that is away for long. */
const RETRY_S = 45

/** The process that sends is the one whose id is the first. */
async function senderOf(processes: readonly Operated[]): Promise<number> {
  const { json } = (await processes[0]?.call('GET', '/admin/status')) ?? {}
  const listed = (json as { processes: { process: string; pid: number }[] }).processes
  const live = listed.filter(({ pid }) => processes.some(({ server }) => server.pid === pid))
  const [first] = live.sort((a, b) => (a.process < b.process ? -1 : 1))
  return processes.findIndex(({ server }) => server.pid === first?.pid)
}

t.test('a receiver that was away hears everything, in order, though the sender is killed twice', async t => {
  const receiver = await startReceiver(t)
  receiver.state.failures = downS > 0 ? 0 : 2
  const retryS = downS > 0 ? RETRY_S : 1
  const schedule = { WEBHOOK_RETRY_S: Array(20).fill(retryS).join() }
  let processes = [await start(t, schedule), await start(t, schedule)]
  const [first] = processes
  if (first === undefined) throw new Error('no process')
  const secret = await subscribe(first, receiver.url, ['turn.feedback'])
  const [, second] = processes
  while (!(await second?.call('GET', '/admin/webhooks'))?.text.includes(receiver.url)) await delay(20)
  const expected = new Map<string, number>()

  async function talk(on: Operated, count: number): Promise<void> {
    const customer = await on.server.token(`u${Math.random()}`)
    let turn = await ask(on.server, customer)
    for (let i = 0; i < count; i++) {
      if (i > 0) turn = await ask(on.server, customer, turn.dialog_id)
      t.equal(await rate(on.server, customer, turn), 204)
      expected.set(turn.dialog_id, i + 1)
    }
  }
  const killSender = async () => {
    const [at, calls] = [await senderOf(processes), receiver.state.calls]
    if (downS > 0) await delay((downS * 1_000) / 3)
    else await receiver.until(() => receiver.state.calls > calls)
    await processes[at]?.server.kill9()
    processes = [...processes.filter((_one, i) => i !== at), await start(t, schedule)]
  }

  if (downS > 0) await receiver.goAway()
  await Promise.all(processes.flatMap(on => [talk(on, 4), talk(on, 4)]))
  await killSender()
  await Promise.all(processes.flatMap(on => [talk(on, 4), talk(on, 4)]))
  await killSender()
  if (downS > 0) {
    await delay((downS * 1_000) / 3)
    t.same(receiver.heard, [], 'it was away')
    await receiver.comeBack()
  }
  const total = [...expected.values()].reduce((sum, count) => sum + count, 0)
  const distinct = () => new Set(receiver.heard.map(({ id }) => id)).size
  // A lane's next event is tried when the one before it has arrived.
  await receiver.until(() => distinct() === total, 30_000 + 2_000 * retryS)

  t.equal(distinct(), total, 'everything arrived')
  const bodies = new Map<string, string>()
  const versions = new Map<string, number>()
  for (const { id, body, data, headers } of receiver.heard) {
    t.doesNotThrow(() => new Webhook(secret).verify(body, headers as Record<string, string>))
    if (bodies.has(id)) t.equal(body, bodies.get(id), 'what comes twice is the same')
    else {
      const dialogId = String(data.dialog_id)
      t.ok(Number(data.version) >= (versions.get(dialogId) ?? 0), 'in order')
      versions.set(dialogId, Number(data.version))
    }
    bodies.set(id, body)
  }
  t.equal(versions.size, expected.size)
  // Each process counts what is left open, and this was opened again after the last one began.
  if (downS > 0) await receiver.goAway()
  t.comment(`${total} events, ${receiver.heard.length} deliveries, ${receiver.state.calls} calls`)
})

t.test('what a process did in a dialog and was killed before it told of is told by another', async t => {
  const receiver = await startReceiver(t)
  const [one, two] = [await start(t), await start(t)]
  await subscribe(one, receiver.url, ['dialog.*'])
  while (!(await two.call('GET', '/admin/webhooks')).text.includes(receiver.url)) await delay(20)
  const seat = await two.server.token('wang', { role: 'seat' })
  const act = (path: string, body: object) => two.server.call('POST', `/seat/${path}`, { token: seat, body })
  t.equal((await act('status', { status: 'online' })).status, 204)
  const customer = await one.server.token('u')
  const { dialog_id: dialogId } = await ask(one.server, customer)
  const handoff = `/chat/${dialogId}/handoff`

  // Nothing is taken for delivery while this key is of the wrong kind.
  await redis.client.set('{hooks}:marks', 'x')
  t.match(await one.server.call('POST', handoff, { token: customer, body: {} }), {
    status: 202,
    json: { open: true },
  })
  await one.server.kill9()
  await redis.client.del('{hooks}:marks')
  t.same(receiver.heard, [])
  await receiver.until(() => receiver.heard.length > 0)
  t.match(receiver.heard, [
    {
      type: 'dialog.handoff',
      data: { dialog_id: dialogId, version: 1, reason: 'asked', position: 1, open: true },
    },
  ])

  t.equal((await act('claim', { dialog_id: dialogId })).status, 200)
  t.equal((await act('release', { dialog_id: dialogId })).status, 200)
  t.equal((await act('claim', { dialog_id: dialogId })).status, 200)
  const traceId = '7'.repeat(32)
  const waits = await two.server.call('POST', '/chat', {
    token: customer,
    headers: { traceparent: `00-${traceId}-${'7'.repeat(16)}-01` },
    body: { text: '在吗', dialog_id: dialogId },
  })
  await receiver.until(() => receiver.heard.some(({ type }) => type === 'dialog.message'))
  const { turn_id: turnId } = waits.json as { turn_id: string }
  t.match(receiver.heard.at(-1)?.data, { turn_id: turnId, text: '在吗', seq: 2 })
  t.match(receiver.heard.at(-1)?.headers.traceparent, traceId, 'in the trace of the turn')
  t.equal((await act('say', { dialog_id: dialogId, text: '您好' })).status, 200)
  t.equal((await act('close', { dialog_id: dialogId, outcome: 'solved' })).status, 200)
  const rating = { token: customer, body: { score: 5 } }
  t.equal((await two.server.call('POST', `/chat/${dialogId}/rating`, rating)).status, 204)
  t.equal((await two.server.call('DELETE', `/chat/${dialogId}`, { token: customer })).status, 204)
  const isErased = () => receiver.heard.some(({ type }) => type === 'dialog.erased')
  await receiver.until(isErased)
  t.match(receiver.heard.at(-1), { type: 'dialog.erased', data: { shop: 'main', dialog_id: dialogId } })
  const versions = receiver.heard.map(({ data }) => Number(data.version))
  t.same(
    versions,
    [...versions].sort((a, b) => a - b),
    'in order',
  )
})

t.test('over two processes that stay', async t => {
  const again = { WEBHOOK_RETRY_S: '1,1,1,1' }
  const shared = [await start(t, again), await start(t, again)] as const

  // Each test begins on a Redis without documents.
  t.beforeEach(async () => {
    await redis.client.flushall()
    await redis.client.publish('settings', '')
  })

  t.test('what was deleted is told, and nothing more of it; a change of level is told once', async t => {
    const receiver = await startReceiver(t)
    receiver.state.status = 503
    const [one, two] = shared
    await subscribe(one, receiver.url)
    const customer = await one.server.token('u')
    const turn = await ask(one.server, customer)
    t.equal(await rate(one.server, customer, turn), 204)
    await receiver.until(() => receiver.state.calls > 0)
    t.equal((await one.server.call('DELETE', `/chat/${turn.dialog_id}`, { token: customer })).status, 204)
    await two.call('PUT', '/admin/level', { level: 2 })
    receiver.state.status = 200
    await receiver.until(() => receiver.heard.length >= 2)
    await delay(1_500)
    // The ladder of a busy machine may have moved by itself besides.
    const orders = receiver.heard.filter(({ data }) => data.mode === 'manual')
    t.match(orders[0], { type: 'level.changed', data: { shop: '*', to: 2 } })
    t.equal(new Set(orders.map(({ id }) => id)).size, 1, 'a repetition has the same id')
    const ofDialogs = receiver.heard.filter(({ type }) => type !== 'level.changed')
    t.match(ofDialogs, [{ type: 'dialog.erased', data: { dialog_id: turn.dialog_id, shop: 'main' } }])
    t.equal(ofDialogs.length, 1)
  })

  t.test('operators try, rotate, and send dead letters again', async t => {
    const receiver = await startReceiver(t)
    const [on] = shared
    const secret = await subscribe(on, receiver.url)
    t.notMatch((await on.call('GET', '/admin/webhooks')).text, 'whsec_', 'a secret is shown once')
    t.match((await on.call('POST', '/admin/webhooks/shop/test')).json, { outcome: 'delivered' })
    t.match(receiver.heard, [{ type: 'webhook.test' }])
    const { secret: newer } = (await on.call('POST', '/admin/webhooks/shop/secret')).json as {
      secret: string
    }
    await on.call('POST', '/admin/webhooks/shop/test')
    const { body = '', headers = {} } = receiver.heard.at(-1) ?? {}
    for (const key of [secret, newer])
      t.doesNotThrow(() => new Webhook(key).verify(body, headers as Record<string, string>))
    t.equal((await on.call('POST', '/admin/webhooks/other/test')).status, 404)

    receiver.state.status = 404
    const customer = await on.server.token('u')
    await rate(on.server, customer, await ask(on.server, customer))
    const deadOf = async () =>
      (await on.call('GET', '/admin/webhooks/dead')).json as { deliveries: { id: string; why: string }[] }
    const giveUpAt = Date.now() + 30_000
    while ((await deadOf()).deliveries.length === 0 && Date.now() < giveUpAt) await delay(50)
    const { deliveries } = await deadOf()
    t.match(deliveries, [{ why: 'status-404', type: 'turn.feedback' }])
    receiver.state.status = 200
    const ids = deliveries.map(({ id }) => id)
    t.same((await on.call('POST', '/admin/webhooks/dead/replay', { ids })).json, { replayed: 1 })
    await receiver.until(() => receiver.heard.some(({ id }) => id === ids[0]))
    t.equal(receiver.heard.at(-1)?.id, ids[0], 'under the same id')
    const counted = /webhook_deliveries_total\{event="turn.feedback",outcome="dead"\} 1/
    while (!counted.test((await on.call('GET', '/metrics')).text) && Date.now() < giveUpAt) await delay(50)
    t.match((await on.call('GET', '/metrics')).text, counted, 'of the cluster, whichever process sent')

    receiver.state.status = 410
    await rate(on.server, customer, await ask(on.server, customer))
    const isOff = async () => (await on.call('GET', '/admin/webhooks')).text.includes('"active":false')
    while (!(await isOff()) && Date.now() < giveUpAt) await delay(50)
    t.ok(await isOff(), '410 switches the endpoint off')
    const actsOf = async () => (await on.call('GET', '/admin/audit?kind=admin&limit=100')).text
    while (!(await actsOf()).includes('The receiver said 410') && Date.now() < giveUpAt) await delay(50)
    t.match(await actsOf(), '"by":"rushdesk"', 'and stands in the audit')
  })

  t.test('the erasure of a customer reaches the dead letters of a dialog that has ended', async t => {
    const receiver = await startReceiver(t)
    receiver.state.status = 404
    const [one] = shared
    await subscribe(one, receiver.url)
    const turns = []
    for (const uid of ['u1', 'u2']) {
      const token = await one.server.token(uid)
      const turn = await ask(one.server, token)
      await rate(one.server, token, turn)
      turns.push(turn)
    }
    const deadOf = async () => (await one.call('GET', '/admin/webhooks/dead')).text
    const [erased = '', kept = ''] = turns.map(turn => turn.dialog_id)
    const giveUpAt = Date.now() + 30_000
    const areDead = (text: string) => text.includes(erased) && text.includes(kept)
    while (!areDead(await deadOf()) && Date.now() < giveUpAt) await delay(50)
    await redis.client.del(await redis.client.keys(`*${erased}*`))
    t.match((await one.call('DELETE', '/admin/customers/u1?shop=main')).json, { dialogs: 0 })
    t.notMatch(await deadOf(), erased)
    t.match(await deadOf(), kept, 'another customer keeps theirs')
  })

  t.test('webhooks are for admins of all shops', async t => {
    const { server } = shared[0]
    const token = await server.token('bob', { role: 'admin', shop: 'other' })
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/dead'],
      ['POST', '/shop/test'],
      ['POST', '/shop/secret'],
    ] as const)
      t.equal((await server.call(method, `/admin/webhooks${path}`, { token })).status, 403, path)
  })
})
