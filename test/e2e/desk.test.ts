// People at the desk, over two processes and a real Redis: who asks, who claims, what is said, who is lost.
import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import t, { type Test } from 'tap'
import { startRedis } from '../../tools/redis-server.js'
import { type DeskClient, openDesk, openSeat, startDesks, until } from '../support/e2e/desk.js'
import { type Server, startServer } from '../support/e2e/harness.js'

const redis = await startRedis()
t.teardown(() => redis.stop())
const env = {
  REDIS_URL: redis.url,
  DATA_KEY: randomBytes(32).toString('hex'),
  JWT_SECRET: randomBytes(32).toString('hex'),
  SEAT_GRACE_S: '5',
  UID_RATE_PER_S: '0',
  PORT: '0',
  OVERLOAD: 'off',
  ANSWER_BUDGET_MS: '10000',
}
const [one, two] = (await startDesks(t, 2, env)) as readonly [Server, Server]

type Tap = typeof t

interface RatedDialog {
  readonly customer: Awaited<ReturnType<typeof openDesk>>
  readonly token: string
  readonly dialogId: string
  readonly serviceId: unknown
}

interface Customer {
  readonly token: string
  readonly dialogId: string
}

/** A customer's new dialog. */
async function dialogOf(server: Server, uid: string): Promise<Customer> {
  const token = await server.token(uid)
  const { json } = await server.chat(token, { text: '怎么申请退货' })
  return { token, dialogId: (json as { dialog_id: string }).dialog_id }
}

/** Resolves when both processes see so many seats online and so many dialogs waiting. */
async function deskShows(wanted: { readonly online: number; readonly waiting: number }): Promise<void> {
  for (const server of [one, two]) {
    const token = await server.token('operator', { role: 'admin', shop: '*' })
    await until(async () => {
      const { json } = await server.call('GET', '/admin/seats', { token })
      const { seats, waiting } = json as { seats: readonly { online: boolean }[]; waiting: number }
      return isDeepStrictEqual({ online: seats.filter(({ online }) => online).length, waiting }, wanted)
    })
  }
}

/** Resolves when both processes tell this customer that a person can be had. */
async function personCanBeHad({ token, dialogId }: Customer): Promise<void> {
  for (const server of [one, two]) {
    await until(async () => {
      const { json } = await server.call('GET', `/chat/${dialogId}`, { token })
      return (json as { open?: boolean }).open === true
    })
  }
}

const handoff = (server: Server, token: string, dialogId: string, body: object = {}) =>
  server.call('POST', `/chat/${dialogId}/handoff`, { token, body })

// Boards follow the dialogs' records and the sockets of seats: a test begins when what the one before left is gone.
t.beforeEach(() => deskShows({ online: 0, waiting: 0 }))

t.test('with nobody there a customer is told so, and may leave a message', async t => {
  const { token, dialogId } = await dialogOf(one, 'nobody')
  const asked = await handoff(one, token, dialogId)
  t.equal(asked.status, 202)
  t.same(asked.json, { mode: 'bot', open: false, why: 'nobody', next_open_at: null })
  const leave = (key: string, text = '请回电13912345678') =>
    two.call('POST', `/chat/${dialogId}/left-message`, {
      token,
      body: { text },
      headers: { 'idempotency-key': key },
    })
  const first = await leave('a')
  t.match(first, { status: 202, json: { message_id: /^[0-9a-f]{32}$/ } })
  t.same((await leave('a')).json, first.json, 'the same one again is kept once')
  t.match(await leave('a', '别的'), { status: 422, json: { type: '/problems/key-reused' } })
  for (const key of ['b', 'c']) t.equal((await leave(key)).status, 202)
  t.equal((await leave('d')).status, 429)
  const seat = await openSeat(t, two, 'early bird')
  t.match(
    (await two.call('GET', '/seat/queue', { token: await two.token('clerk', { role: 'seat' }) })).json,
    {
      left: [{ dialog_id: dialogId, reason: 'left-message' }],
      waiting: [],
    },
  )
  seat.send({ type: 'claim', ref: 'l', dialog_id: dialogId })
  const history = await seat.take({ type: 'history', ref: 'l' })
  t.match(history, { left: [first.json as object, {}, {}] })
  t.notMatch(JSON.stringify(history), '13912345678')
  seat.send({ type: 'close', ref: 'x', dialog_id: dialogId, outcome: 'solved' })
  await seat.take({ type: 'done', ref: 'x' })
  await seat.close()
})

t.test("another's dialog, and one that is not there, are 404", async t => {
  const { dialogId } = await dialogOf(one, 'owner')
  const stranger = await one.token('stranger')
  t.equal((await handoff(one, stranger, dialogId)).status, 404)
  t.equal((await handoff(one, stranger, '0'.repeat(32))).status, 404)
  t.equal((await one.call('DELETE', `/chat/${dialogId}/handoff`, { token: stranger })).status, 404)
})

/** The customer is asked to rate the service, does so by a frame and by a request, and is asked no more. */
async function ratedOnce(
  t: Pick<Tap, 'match' | 'equal' | 'same'>,
  { customer, token, dialogId, serviceId }: RatedDialog,
) {
  t.match(await customer.take({ type: 'rate' }), { dialog_id: dialogId, service_id: serviceId })
  const shown = await two.call('GET', `/chat/${dialogId}`, { token })
  t.match(shown.json, { rate: { service_id: serviceId, expires_at: String } })
  customer.send({ type: 'rate', ref: 'none', dialog_id: dialogId })
  t.match(await customer.take({ type: 'error', ref: 'none' }), { problem: { status: 422 } })
  customer.send({ type: 'rate', ref: 'r', dialog_id: dialogId, score: 2 })
  await customer.take({ type: 'done', ref: 'r' })
  const body = { service_id: serviceId, score: 5, solved: true, comment: '谢谢 13912345678' }
  const rate = (who: string) => two.call('POST', `/chat/${dialogId}/rating`, { token: who, body })
  t.equal((await rate(token)).status, 204)
  t.equal((await rate(await one.token('stranger'))).status, 404)
  t.equal('rate' in ((await two.call('GET', `/chat/${dialogId}`, { token })).json as object), false)
  const ratings = await one.call('GET', '/admin/ratings', { token: await one.token('op', { role: 'admin' }) })
  const lines = ratings.text.split('\n').filter(line => line.includes(dialogId))
  t.equal(lines.length, 1, 'the second one stands in the place of the first')
  t.match(JSON.parse(lines[0] ?? ''), { about: 'service', service_id: serviceId, seat: 'wang', score: 5 })
  t.equal(ratings.text.includes('13912345678'), false)
}

t.test('from the question to the close, over both processes', async t => {
  const seat = await openSeat(t, two, 'wang')
  const { token, dialogId } = await dialogOf(one, 'talker')
  const customer = await openDesk(t, one, '/ws', token)
  customer.send({ type: 'resume', dialog_id: dialogId, after: 1 })
  customer.send({ type: 'handoff', ref: 'h', dialog_id: dialogId, note: '退货 13912345678' })
  t.match(await customer.take({ type: 'mode', ref: 'h' }), {
    mode: 'queued',
    open: true,
    position: 1,
    waiting: 1,
  })
  t.match((await handoff(two, token, dialogId)).json, { mode: 'queued', position: 1 }, 'asked twice')
  const { row } = await seat.take({ type: 'waiting', row: { dialog_id: dialogId } })
  t.match(row, { reason: 'asked', last: '怎么申请退货', bot: 'on' })

  seat.send({ type: 'claim', ref: 'c', dialog_id: dialogId })
  const history = await seat.take({ type: 'history', ref: 'c' })
  t.match(history, { dialog_id: dialogId, turns: [{ text: '怎么申请退货' }], summary: { text: /退货 1/ } })
  t.notMatch(JSON.stringify(history), '13912345678')
  await seat.take({ type: 'taken', dialog_id: dialogId, by: 'wang' })
  t.match(await customer.take({ type: 'mode', mode: 'seat' }), { seat: { name: 'wang' } })

  const pending = await one.chat(token, { text: '在吗', dialog_id: dialogId })
  t.match(pending, { status: 202, json: { status: 'pending', mode: 'seat' } })
  customer.send({ type: 'turn', ref: 't', text: '我的电话13912345678', dialog_id: dialogId })
  t.match(await seat.take({ type: 'message', from: 'customer', text: '在吗' }), { seq: 2 })
  t.match(await seat.take({ type: 'message', from: 'customer', seq: 3 }), { text: /138|139\*+/ })
  seat.send({ type: 'say', ref: 's', dialog_id: dialogId, text: '您好，我来处理', key: 'k1' })
  t.match(await seat.take({ type: 'said', ref: 's' }), { dialog_id: dialogId, seq: 4 })
  t.match(await customer.take({ type: 'answer', ref: 't' }), {
    answer: '您好，我来处理',
    source: 'seat',
    ai: false,
  })
  t.match(await customer.take({ type: 'message' }), {
    seq: 4,
    from: 'seat',
    text: '您好，我来处理',
    ai: false,
  })
  const location = `/chat/${dialogId}/turns/${(pending.json as { turn_id: string }).turn_id}`
  t.match(await one.call('GET', location, { token }), { status: 200, json: { source: 'seat', ai: false } })

  seat.send({ type: 'say', ref: 's2', dialog_id: dialogId, text: '您好，我来处理', key: 'k1' })
  t.match(await seat.take({ type: 'said', ref: 's2' }), { seq: 4 })
  seat.send({ type: 'say', ref: 's3', dialog_id: dialogId, text: '别的', key: 'k1' })
  t.match(await seat.take({ type: 'error', ref: 's3' }), { problem: { type: '/problems/key-reused' } })

  t.equal((await one.call('DELETE', `/chat/${dialogId}/handoff`, { token })).status, 409)
  seat.send({ type: 'close', ref: 'x', dialog_id: dialogId, outcome: 'no-reply' })
  t.match(await seat.take({ type: 'error', ref: 'x' }), { problem: { status: 422 } })
  seat.send({ type: 'close', ref: 'x', dialog_id: dialogId, outcome: 'solved' })
  await seat.take({ type: 'done', ref: 'x' })
  await customer.take({ type: 'mode', mode: 'bot' })
  await ratedOnce(t, { customer, token, dialogId, serviceId: history.service_id })
  const { json } = await two.call('GET', `/chat/${dialogId}`, { token })
  t.match(json, {
    mode: 'bot',
    turns: [{}, {}, {}, { seq: 4, from: 'seat', name: 'wang', text: '您好，我来处理' }],
  })
  await seat.close()
})

t.test('a desk without a socket claims, says and closes by requests', async t => {
  const token = await one.token('clerk', { role: 'seat' })
  const seat = (path: string, body: object) => one.call('POST', `/seat/${path}`, { token, body })
  t.equal((await seat('status', { status: 'online' })).status, 204)
  const customer = await dialogOf(two, 'by post')
  const { dialogId } = customer
  t.match((await handoff(two, customer.token, dialogId)).json, { mode: 'queued', open: true })
  t.match((await one.call('GET', '/seat/queue', { token })).json, {
    type: 'queue',
    waiting: [{ dialog_id: dialogId }],
    me: { sub: 'clerk', status: 'online' },
  })
  t.match(await seat('claim', { dialog_id: dialogId }), { status: 200, json: { dialog_id: dialogId } })
  t.match(await seat('say', { dialog_id: dialogId, text: '您好' }), { status: 200, json: { seq: 2 } })
  t.match(await seat('close', { dialog_id: dialogId, outcome: 'solved' }), { status: 200 })
  t.equal((await seat('say', { dialog_id: dialogId, text: '还有吗' })).status, 409)
  t.equal((await seat('say', { dialog_id: '0'.repeat(32), text: '您好' })).status, 404)
  t.equal((await seat('say', { dialog_id: dialogId, text: '' })).status, 422)
  t.equal((await one.call('POST', '/seat/claim', { token: customer.token, body: {} })).status, 403)
  await seat('status', { status: 'away' })
})

t.test('a desk without a socket may repeat a request under its key', async t => {
  const token = await one.token('repeater', { role: 'seat' })
  const seat = (server: Server, path: string, body: object, key: string) =>
    server.call('POST', `/seat/${path}`, { token, body, headers: { 'idempotency-key': key } })
  const twice = async (path: string, body: object, key: string) => {
    const [first, again] = [await seat(one, path, body, key), await seat(two, path, body, key)]
    t.same([again.status, again.json], [first.status, first.json], path)
    return first
  }
  await one.call('POST', '/seat/status', { token, body: { status: 'online' } })
  const customer = await dialogOf(two, 'repeated')
  const { dialogId } = customer
  await personCanBeHad(customer)
  await handoff(two, customer.token, dialogId)
  const about = { dialog_id: dialogId }
  t.equal((await seat(one, 'claim', about, 'c')).status, 200)
  t.equal((await twice('say', { ...about, text: '您好' }, 's')).status, 200)
  t.equal((await twice('note', { ...about, text: '要退款' }, 'n')).status, 200)
  t.match(await seat(one, 'note', { ...about, text: '别的' }, 'n'), {
    json: { type: '/problems/key-reused' },
  })
  t.equal((await twice('release', about, 'r')).status, 200)
  t.match((await seat(two, 'claim', about, 'd')).json, { notes: [{ text: '要退款' }] })
  t.equal((await seat(two, 'release', about, 'r')).status, 200, 'it was the release of the claim before')
  t.equal((await twice('close', { ...about, outcome: 'solved' }, 'x')).status, 200)
  const { json } = await one.call('GET', `/chat/${dialogId}`, { token: customer.token })
  t.match(json, { mode: 'bot' })
  t.equal((json as { turns: { from?: string }[] }).turns.filter(({ from }) => from === 'seat').length, 1)
  await one.call('POST', '/seat/status', { token, body: { status: 'away' } })
})

t.test('a transcript is for the customer, the holding seat and the admins of the shop', async t => {
  const token = await one.token('scribe', { role: 'seat' })
  const { token: customer, dialogId } = await dialogOf(two, 'reader')
  const read = (as: string, { query = '', headers = {} } = {}) =>
    two.call('GET', `/chat/${dialogId}/transcript${query}`, { token: as, headers })
  const statusFor = async (sub: string, claims?: Record<string, unknown>) =>
    (await read(await one.token(sub, claims))).status
  t.match(await read(customer), { status: 200, json: { shop: 'main', services: [], AIGC: undefined } })

  const seat = (path: string, body: object) =>
    one.call('POST', `/seat/${path}`, { token, body: { dialog_id: dialogId, ...body } })
  await seat('status', { status: 'online' })
  await handoff(two, customer, dialogId)
  t.equal((await read(token)).status, 404, 'not held yet')
  await seat('claim', {})
  await two.chat(customer, { text: '我的电话13912345678\n在吗', dialog_id: dialogId })
  await seat('say', { text: '您好' })
  await seat('note', { text: '老顾客' })

  const whole = await read(token)
  t.match(whole, {
    status: 200,
    json: { dialog_id: dialogId, services: [{ seat: 'scribe' }], entries: { length: 5 } },
  })
  t.match((whole.json as { entries: object[] }).entries.slice(0, 2), [
    { seq: 1, from: 'customer', text: '怎么申请退货' },
    { seq: 1, from: 'bot', ai: false, source: 'faq' },
  ])
  const own = await read(customer, { headers: { accept: 'text/plain' } })
  t.match(own.headers['content-type'], 'text/plain')
  t.match(own.text.split('\n'), [/顾客: /, /机器人: /, /顾客: 我的电话.* 在吗$/, /客服 scribe: 您好$/, /^$/])
  for (const { text } of [whole, own]) t.notMatch(text, '13912345678')
  t.notMatch((await read(customer)).text, /老顾客|"seat":/)

  t.equal(await statusFor('op', { role: 'admin' }), 200)
  t.equal(
    (await read(await one.token('op', { role: 'admin', shop: '*' }), { query: '?shop=main' })).status,
    200,
  )
  t.equal(await statusFor('op', { role: 'admin', shop: 'b' }), 404, 'an admin of another shop')
  t.equal(await statusFor('stranger'), 404, 'another customer')
  t.equal(await statusFor('reader', { shop: 'b' }), 404, 'of another shop')
  t.equal(await statusFor('bystander', { role: 'seat' }), 404, 'a seat that does not hold it')
  await seat('close', { outcome: 'solved' })
  t.equal((await read(token)).status, 404, 'held no more')
  t.match((await read(customer)).json, { services: [{ outcome: 'solved' }] })

  await two.call('DELETE', `/chat/${dialogId}`, { token: customer })
  t.equal((await read(customer)).status, 404)
  t.equal(await statusFor('op', { role: 'admin' }), 404)
  await seat('status', { status: 'away' })
})

t.test('with the bot off no model answers, and the turns wait for the person', async t => {
  const seat = await openSeat(t, one, 'quiet')
  const { token, dialogId } = await dialogOf(two, 'no bots')
  await handoff(two, token, dialogId, { bot: 'off' })
  t.match(await two.chat(token, { text: '怎么申请退货', dialog_id: dialogId }), {
    status: 202,
    json: { mode: 'queued' },
  })
  seat.send({ type: 'claim', ref: 'c', dialog_id: dialogId })
  t.match(await seat.take({ type: 'history', ref: 'c' }), {
    turns: [{}, { text: '怎么申请退货', answer: null }],
  })
  seat.send({ type: 'release', ref: 'r', dialog_id: dialogId })
  await seat.take({ type: 'done', ref: 'r' })
  t.equal((await two.call('DELETE', `/chat/${dialogId}/handoff`, { token })).status, 204)
  t.match((await two.call('GET', `/chat/${dialogId}`, { token })).json, { mode: 'bot' })
  await seat.close()
})

t.test('under one key a person is asked for once', async t => {
  const seat = await openSeat(t, one, 'once')
  const { token, dialogId } = await dialogOf(two, 'asks once')
  const ask = (server: Server, body: object = {}) =>
    server.call('POST', `/chat/${dialogId}/handoff`, { token, body, headers: { 'idempotency-key': 'k' } })
  t.match((await ask(one)).json, { mode: 'queued', position: 1 })
  t.match((await ask(two)).json, { mode: 'queued', position: 1 })
  await two.call('DELETE', `/chat/${dialogId}/handoff`, { token })
  t.same((await ask(one)).json, { mode: 'bot', open: true })
  t.match(await ask(one, { note: '退货' }), { status: 422, json: { type: '/problems/key-reused' } })
  t.match((await two.call('GET', `/chat/${dialogId}`, { token })).json, { mode: 'bot', open: true })
  await seat.close()
})

t.test(
  'one customer takes so many places in the queue only, and leaves the others to the others',
  async t => {
    const seat = await openSeat(t, one, 'for all')
    const many = await Promise.all(Array.from({ length: 6 }, () => dialogOf(two, 'everywhere')))
    const views: unknown[] = []
    for (const { token, dialogId } of many) views.push((await handoff(one, token, dialogId)).json)
    t.match(views, [...Array(5).fill({ mode: 'queued' }), { mode: 'bot', open: false, why: 'full' }])
    const other = await dialogOf(two, 'somebody else')
    t.match((await handoff(two, other.token, other.dialogId)).json, { mode: 'queued', position: 6 })
    for (const { token, dialogId } of [...many, other])
      await two.call('DELETE', `/chat/${dialogId}/handoff`, { token })
    const atOnce = await Promise.all(many.map(({ token, dialogId }) => handoff(one, token, dialogId)))
    const open = atOnce.filter(({ json }) => (json as { open: boolean }).open)
    t.equal(open.length, 5, 'nor by asking in all dialogs at once')
    for (const { token, dialogId } of many) await two.call('DELETE', `/chat/${dialogId}/handoff`, { token })
    await seat.close()
  },
)

t.test('who waits keeps the place when the last seat leaves, and hears that nobody is there', async t => {
  const seat = await openSeat(t, one, 'last')
  const { token, dialogId } = await dialogOf(two, 'keeps the place')
  const customer = await openDesk(t, two, '/ws', token)
  customer.send({ type: 'handoff', ref: 'h', dialog_id: dialogId })
  await customer.take({ type: 'mode', ref: 'h', open: true })
  seat.send({ type: 'status', status: 'away' })
  const nobody = { mode: 'queued', open: false, why: 'nobody', position: 1, waiting: 1 }
  await customer.take({ type: 'mode', ...nobody })
  t.match((await one.call('GET', `/chat/${dialogId}`, { token })).json, nobody)
  t.match((await handoff(one, token, dialogId)).json, nobody)
  // It heard of its place before as well.
  customer.skip()
  seat.send({ type: 'status', status: 'online' })
  await customer.take({ type: 'mode', mode: 'queued', open: true, position: 1 })
  await one.call('DELETE', `/chat/${dialogId}/handoff`, { token })
  await customer.take({ type: 'mode', mode: 'bot' })
  await personCanBeHad({ token, dialogId })
  await customer.close()
  await seat.close()
})

t.test('at closing time those who wait are left for the next seat, and hear so', async t => {
  const admin = await one.token('operator', { role: 'admin', shop: '*' })
  const setHours = (body: object) => one.call('PUT', '/admin/hours', { token: admin, body })
  const seat = await openSeat(t, one, 'closing')
  const { token, dialogId } = await dialogOf(two, 'too late')
  const customer = await openDesk(t, two, '/ws', token)
  customer.send({ type: 'handoff', ref: 'h', dialog_id: dialogId })
  await customer.take({ type: 'mode', ref: 'h', open: true })
  await seat.take({ type: 'waiting', row: { dialog_id: dialogId } })
  const closed = { timezone: 'Asia/Shanghai', week: {}, days: {} }
  t.equal((await setHours(closed)).status, 200)
  const { row } = await seat.take({ type: 'left', row: { dialog_id: dialogId } })
  t.match(row, { reason: 'left-message', last: '怎么申请退货' })
  const hours = { mode: 'bot', open: false, why: 'hours', next_open_at: null }
  await customer.take({ type: 'mode', ...hours })
  t.match((await two.call('GET', `/chat/${dialogId}`, { token })).json, hours)
  t.same((await handoff(one, token, dialogId)).json, hours)
  seat.send({ type: 'claim', ref: 'c', dialog_id: dialogId })
  await seat.take({ type: 'history', ref: 'c' })
  await customer.take({ type: 'mode', mode: 'seat' })
  seat.send({ type: 'close', ref: 'x', dialog_id: dialogId, outcome: 'solved' })
  await seat.take({ type: 'done', ref: 'x' })
  t.equal((await setHours({})).status, 200)
  await personCanBeHad({ token, dialogId })
  await customer.close()
  await seat.close()
})

t.test('a deleted dialog goes from the lists of seats at once', async t => {
  const seat = await openSeat(t, one, 'tidy')
  for (const isHeld of [false, true]) {
    const { token, dialogId } = await dialogOf(two, `deleted ${isHeld}`)
    await handoff(two, token, dialogId)
    await seat.take({ type: 'waiting', row: { dialog_id: dialogId } })
    if (isHeld) {
      seat.send({ type: 'claim', ref: 'c', dialog_id: dialogId })
      await seat.take({ type: 'taken', dialog_id: dialogId })
    }
    t.equal((await two.call('DELETE', `/chat/${dialogId}`, { token })).status, 204)
    await seat.take({ type: 'gone', dialog_id: dialogId, why: 'erased' })
  }
  await seat.close()
})

t.test('flushed, the queue and the seats are there again within five seconds', async t => {
  const seat = await openSeat(t, one, 'mender')
  const { token, dialogId } = await dialogOf(two, 'flushed')
  await handoff(two, token, dialogId)
  const keys = await redis.client.keys('*{desk*')
  await redis.client.del(...keys)
  const flushedAt = Date.now()
  await seat.take({ type: 'waiting', row: { dialog_id: dialogId } })
  for (const kept of ['', ':seats'])
    await until(async () => (await redis.client.hkeys(`{desk:bWFpbg}${kept}`)).length > 0)
  const backMs = Date.now() - flushedAt
  t.ok(backMs <= 5_000, `after ${backMs} ms`)
  t.match(await two.call('POST', `/chat/${dialogId}/handoff`, { token, body: {} }), { json: { position: 1 } })
  await two.call('DELETE', `/chat/${dialogId}/handoff`, { token })
  await seat.close()
})

t.test(
  'a seat whose process is killed gets its dialogs back elsewhere, or they go back to the queue',
  async t => {
    const dying = await startServer(t, env)
    const lost = await openSeat(t, dying, 'lost')
    const witness = await openSeat(t, one, 'witness')
    const { token, dialogId } = await dialogOf(two, 'held')
    await handoff(two, token, dialogId)
    lost.send({ type: 'claim', ref: 'c', dialog_id: dialogId })
    await lost.take({ type: 'history', ref: 'c' })
    await dying.kill9()
    const { row } = await witness.take({ type: 'waiting', row: { dialog_id: dialogId, reason: 'returned' } })
    t.match(row, { priority: 1 })
    const seat = await openSeat(t, two, 'heir')
    seat.send({ type: 'claim', ref: 'c', dialog_id: dialogId })
    await seat.take({ type: 'history', ref: 'c' })
    seat.terminate()
    const back = await openSeat(t, one, 'heir')
    t.match(await back.take({ type: 'history', dialog_id: dialogId }), { dialog_id: dialogId })
    back.send({ type: 'close', ref: 'x', dialog_id: dialogId, outcome: 'solved' })
    await back.take({ type: 'done', ref: 'x' })
    await back.close()
    await witness.close()
  },
)

t.test(
  'who writes no more than that wants a person is queued in one step, and look-alikes are not',
  async t => {
    const nobody = await one.chat(await one.token('early words'), { text: '转人工' })
    t.match(nobody.json, {
      source: 'notice',
      reason: 'asked',
      ai: false,
      mode: 'bot',
      open: false,
      why: 'nobody',
    })
    const seat = await openSeat(t, two, 'listener')
    const token = await one.token('words')
    const asked = await one.chat(token, { text: '麻烦转人工，谢谢' })
    t.match(asked.json, {
      source: 'notice',
      reason: 'asked',
      ai: false,
      mode: 'queued',
      open: true,
      position: 1,
    })
    const { dialog_id: dialogId } = asked.json as { dialog_id: string }
    await seat.take({ type: 'waiting', row: { dialog_id: dialogId, reason: 'asked' } })
    t.match((await two.call('GET', `/chat/${dialogId}`, { token })).json, { mode: 'queued', turns: [{}] })
    t.notMatch((await one.chat(token, { text: '人工费多少', dialog_id: dialogId })).json, { reason: 'asked' })

    const danger = await one.chat(await one.token('in danger'), { text: '充电宝起火了怎么办' })
    const { dialog_id: endangered } = danger.json as { dialog_id: string }
    await seat.take({ type: 'waiting', row: { dialog_id: endangered, reason: 'safety', priority: 0 } })
    seat.send({ type: 'claim', ref: 'd', dialog_id: endangered })
    await seat.take({ type: 'history', ref: 'd' })
    seat.send({ type: 'close', ref: 'e', dialog_id: endangered, outcome: 'solved' })
    await seat.take({ type: 'done', ref: 'e' })

    const other = await two.token('no machines')
    const refused = await two.chat(other, { text: '我不要机器人' })
    t.match(refused.json, { reason: 'refused-ai', mode: 'queued' })
    const { dialog_id: quiet } = refused.json as { dialog_id: string }
    t.match(await two.chat(other, { text: '怎么申请退货', dialog_id: quiet }), {
      status: 202,
      json: { mode: 'queued' },
    })

    for (const rule of [offered, gaveSecret, disliked]) await rule(t, seat)

    await deskShows({ online: 1, waiting: 2 })
    const admin = await one.token('operator', { role: 'admin', shop: '*' })
    seat.send({ type: 'claim', ref: 'c', dialog_id: quiet })
    await seat.take({ type: 'history', ref: 'c' })
    t.match(await two.call('DELETE', '/admin/seats/listener/claims', { token: admin }), {
      json: { returned: 1 },
    })
    await seat.take({ type: 'waiting', row: { dialog_id: quiet, reason: 'returned' } })
    for (const [customer, id] of [
      [token, dialogId],
      [other, quiet],
    ] as const) {
      t.equal((await one.call('DELETE', `/chat/${id}/handoff`, { token: customer })).status, 204)
    }
    await seat.close()
  },
)

// The last one: the rules that it makes are in force for all.
t.test('where dialogs are offered, seats get them within their capacity, one after the other', async t => {
  const admin = await one.token('operator', { role: 'admin', shop: '*' })
  const put = (path: string, body: object) => one.call('PUT', path, { token: admin, body })
  const first = await openSeat(t, one, 'first')
  t.equal(
    (await put('/admin/handoff', { routing: 'offer', offer_s: 5, misses: 1, claim_over: false })).status,
    200,
  )
  t.equal((await put('/admin/seats/nobody', { capacity: 1 })).status, 404)
  t.equal((await put('/admin/seats/first', { capacity: 0 })).status, 422)
  t.equal((await put('/admin/seats/first', { capacity: 1 })).status, 204)
  const a = await dialogOf(two, 'offered a')
  await handoff(two, a.token, a.dialogId)
  t.match(await first.take({ type: 'offer', dialog_id: a.dialogId }), { row: { dialog_id: a.dialogId } })
  first.send({ type: 'accept', ref: 'n', dialog_id: '0'.repeat(32) })
  t.match(await first.take({ type: 'error', ref: 'n' }), { problem: { type: '/problems/not-waiting' } })
  first.send({ type: 'accept', ref: 'a', dialog_id: a.dialogId })
  await first.take({ type: 'history', ref: 'a' })

  const b = await dialogOf(two, 'offered b')
  await handoff(two, b.token, b.dialogId)
  await first.take({ type: 'waiting', row: { dialog_id: b.dialogId } })
  first.send({ type: 'claim', ref: 'b', dialog_id: b.dialogId })
  t.match(await first.take({ type: 'error', ref: 'b' }), {
    problem: { type: '/problems/at-capacity', status: 409 },
  })
  const second = await openSeat(t, two, 'second')
  const third = await openSeat(t, one, 'third')
  const [offered, next] = await Promise.race(
    [[second, third] as const, [third, second] as const].map(async pair => {
      await pair[0].take({ type: 'offer', dialog_id: b.dialogId })
      return pair
    }),
  )
  offered.send({ type: 'decline', ref: 'd', dialog_id: b.dialogId })
  await offered.take({ type: 'done', ref: 'd' })
  await next.take({ type: 'offer', dialog_id: b.dialogId })
  t.match(await next.take({ type: 'status', why: 'missed' }), { status: 'away' }, 'it let the offer lapse')
  for (const { token, dialogId } of [a, b]) await two.call('DELETE', `/chat/${dialogId}`, { token })
  for (const seat of [first, second, third]) await seat.close()
})

async function leave(t: Test, { token, dialogId }: Customer): Promise<void> {
  t.equal((await two.call('DELETE', `/chat/${dialogId}/handoff`, { token })).status, 204)
}

/** A displeased customer is offered a person once, and accepts. */
async function offered(t: Test, seat: DeskClient): Promise<void> {
  const { token, dialogId } = await dialogOf(one, 'upset')
  const { json } = await one.chat(token, { text: '你们太差了，答非所问', dialog_id: dialogId })
  t.match(json, { offer: { kind: 'handoff', reason: 'mood' } })
  const again = await two.chat(token, { text: '什么破客服', dialog_id: dialogId })
  t.equal((again.json as { offer?: object }).offer, undefined, 'not again')
  const accepted = await two.call('POST', `/chat/${dialogId}/handoff`, { token, body: {} })
  t.match(accepted, { status: 202, json: { mode: 'queued' } })
  await seat.take({ type: 'waiting', row: { dialog_id: dialogId, reason: 'mood', priority: 3 } })
  await leave(t, { token, dialogId })
}

async function gaveSecret(t: Test, seat: DeskClient): Promise<void> {
  const token = await one.token('careless')
  const { json } = await two.chat(token, { text: '我的身份证号是11010519491231002X，怎么退货' })
  const { dialog_id: dialogId } = json as { dialog_id: string }
  await seat.take({ type: 'waiting', row: { dialog_id: dialogId, reason: 'security', priority: 2 } })
  await leave(t, { token, dialogId })
}

async function disliked(t: Test, seat: DeskClient): Promise<void> {
  const customer = await dialogOf(one, 'unhappy')
  const { token, dialogId } = customer
  const { json } = await two.call('GET', `/chat/${dialogId}`, { token })
  const [first] = (json as { turns: { turn_id: string }[] }).turns
  const next = (await one.chat(token, { text: '多久发货', dialog_id: dialogId })).json as { turn_id: string }
  for (const turnId of [first?.turn_id, next.turn_id]) {
    const path = `/chat/${dialogId}/turns/${turnId}/feedback`
    t.equal((await two.call('POST', path, { token, body: { score: -1 } })).status, 204)
  }
  await seat.take({ type: 'waiting', row: { dialog_id: dialogId, reason: 'feedback' } })
  await leave(t, customer)
}
