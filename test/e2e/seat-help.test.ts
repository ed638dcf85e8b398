// What a person at the desk has besides words, over two processes and a real Redis: signs of the other side, canned
// replies, what a model sums up and drafts, the customer's own words; and the record of what seats did.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { startRedis } from '../../tools/redis-server.js'
import { openDesk, openSeat, startDesks } from '../support/e2e/desk.js'
import { dumpOf } from '../support/e2e/dump.js'
import type { Server } from '../support/e2e/harness.js'
import { startTellingVendor } from '../support/e2e/planted-vendor.js'

const redis = await startRedis()
const vendor = await startTellingVendor('这是模型写的')
t.teardown(async () => {
  await vendor.close()
  await redis.stop()
})
const env = {
  REDIS_URL: redis.url,
  DATA_KEY: randomBytes(32).toString('hex'),
  PORT: '0',
  LLM_URL: vendor.url,
  SEAT_SEES_RAW: 'true',
  JWT_SECRET: randomBytes(32).toString('hex'),
  UID_RATE_PER_S: '0',
  OVERLOAD: 'off',
  ANSWER_BUDGET_MS: '10000',
}
const [one, two] = (await startDesks(t, 2, env)) as readonly [Server, Server]

/** A customer's dialog at the first process. */
async function dialogOf(uid: string) {
  const token = await one.token(uid)
  const { json } = await one.chat(token, { text: '怎么申请退货' })
  return { token, dialogId: (json as { dialog_id: string }).dialog_id }
}

/** A seat at the second process that holds the dialog. */
async function holderOf(
  t: Parameters<typeof openSeat>[0],
  sub: string,
  dialog: { token: string; dialogId: string },
) {
  const { token, dialogId } = dialog
  const seat = await openSeat(t, two, sub)
  await one.call('POST', `/chat/${dialogId}/handoff`, { token, body: {} })
  seat.send({ type: 'claim', ref: 'c', dialog_id: dialogId })
  const history = await seat.take({ type: 'history', ref: 'c' })
  return { seat, history }
}

t.test('signs go both ways between two processes, and to nobody else', async t => {
  const dialog = await dialogOf('signs')
  const { token, dialogId } = dialog
  const customer = await openDesk(t, one, '/ws', token)
  customer.send({ type: 'resume', dialog_id: dialogId, after: 1 })
  const { seat } = await holderOf(t, 'signing', dialog)
  const bystander = await openSeat(t, two, 'bystander')
  await customer.take({ type: 'mode', mode: 'seat' })

  customer.send({ type: 'typing', dialog_id: dialogId })
  t.same(await seat.take({ type: 'typing' }), { type: 'typing', dialog_id: dialogId, from: 'customer' })
  customer.send({ type: 'read', dialog_id: dialogId, seq: 1 })
  t.same(await seat.take({ type: 'read' }), { type: 'read', dialog_id: dialogId, seq: 1 })
  bystander.send({ type: 'typing', dialog_id: dialogId })
  seat.send({ type: 'read', dialog_id: dialogId, seq: 1 })
  t.same(await customer.take({ type: 'read' }), { type: 'read', dialog_id: dialogId, seq: 1 })
  seat.send({ type: 'typing', dialog_id: dialogId })
  t.same(await customer.take({ type: 'typing' }), { type: 'typing', dialog_id: dialogId, from: 'seat' })

  await seat.close()
  t.same(await customer.take({ type: 'link' }), { type: 'link', dialog_id: dialogId, state: 'reconnecting' })
  const again = await openSeat(t, one, 'signing')
  t.same(await customer.take({ type: 'link' }), { type: 'link', dialog_id: dialogId, state: 'back' })
  again.send({ type: 'close', ref: 'x', dialog_id: dialogId, outcome: 'solved' })
  await again.take({ type: 'done', ref: 'x' })
  await customer.take({ type: 'mode', mode: 'bot' })

  const signs = (frames: readonly { type?: unknown }[]) =>
    frames.flatMap(({ type }) => (type === 'typing' || type === 'read' ? [type] : []))
  t.same(signs(customer.frames), ['read', 'typing'], 'a seat that does not hold the dialog is not passed on')
  t.same(signs(bystander.frames), [])
  for (const socket of [customer, again, bystander]) await socket.close()
})

t.test(
  'a desk has the canned replies in force, and knows by the first frame when they are others',
  async t => {
    const admin = await one.token('operator', { role: 'admin' })
    const clerk = await two.token('clerk', { role: 'seat' })
    const replies = (server: Server, known = '') =>
      server.call('GET', '/seat/canned', { token: clerk, headers: { 'if-none-match': known } })
    const versionIn = async (server: Server) => {
      const { json } = await server.call('GET', '/seat/queue', { token: clerk })
      return (json as { canned_version: string }).canned_version
    }
    const before = `"${await versionIn(two)}"`
    t.match(await replies(two, before), { status: 304, text: '', headers: { etag: before } })
    const row = { id: 'hello', lang: 'zh', title: '问候', text: '您好，{seat}为您服务' }
    const put = await one.call('PUT', '/admin/canned', { token: admin, body: `${JSON.stringify(row)}\n` })
    t.equal(put.status, 200, put.text)
    const changed = await settled(
      () => versionIn(two),
      version => `"${version}"` !== before,
    )
    t.match(await replies(two, before), {
      status: 200,
      text: `${JSON.stringify(row)}\n`,
      headers: { etag: `"${changed}"` },
    })
    t.equal((await replies(one, `"${changed}"`)).status, 304, 'the same version at every process')
  },
)

t.test('what a seat did stands in the audit: who, which dialog, and no text', async t => {
  const dialog = await dialogOf('audited')
  const { dialogId } = dialog
  const { seat } = await holderOf(t, 'accountable', dialog)
  seat.send({ type: 'note', ref: 'n', dialog_id: dialogId, text: '一条机密' })
  await seat.take({ type: 'done', ref: 'n' })
  seat.send({ type: 'transfer', ref: 't', dialog_id: dialogId, to: 'nobody' })
  await seat.take({ type: 'error', ref: 't' })
  seat.send({ type: 'close', ref: 'x', dialog_id: dialogId, outcome: 'solved' })
  await seat.take({ type: 'done', ref: 'x' })
  const admin = await one.token('operator', { role: 'admin', shop: '*' })
  const acts = async () => {
    const { json, text } = await one.call('GET', `/admin/audit?kind=seat&dialog_id=${dialogId}`, {
      token: admin,
    })
    t.notMatch(text, '机密')
    return (json as { entries: { rule: string; by: string }[] }).entries.map(
      ({ rule, by }) => `${by} ${rule}`,
    )
  }
  const all = await settled(acts, found => found.length === 3)
  t.same(all, ['accountable claim', 'accountable note', 'accountable close'])
  await seat.close()
})

t.test('a dialog is summed up while it waits, and the seat that takes it has that at once', async t => {
  const { token, dialogId } = await dialogOf('summed up')
  const seat = await openSeat(t, two, 'reader')
  const asked = vendor.received.length
  await one.call('POST', `/chat/${dialogId}/handoff`, { token, body: { note: '急，13912345678' } })
  const summary = () => redis.client.hget(`d:{${dialogId}}`, 'summary')
  t.equal(await settled(summary, found => found !== null), '1 这是模型写的')
  t.match(vendor.received.at(-1), /顾客：怎么申请退货/)
  t.notMatch(vendor.received.slice(asked).join(), '13912345678')
  seat.send({ type: 'claim', ref: 'c', dialog_id: dialogId })
  t.match(await seat.take({ type: 'history', ref: 'c' }), {
    summary: { text: '这是模型写的', open_question: '怎么申请退货' },
  })
  seat.send({ type: 'close', ref: 'x', dialog_id: dialogId, outcome: 'solved' })
  await seat.take({ type: 'done', ref: 'x' })
  await seat.close()
})

t.test(
  "a draft that is said unchanged is marked as a model's, and an edited one is the seat's own",
  async t => {
    const dialog = await dialogOf('drafted')
    const { token, dialogId } = dialog
    const { seat } = await holderOf(t, 'drafter', dialog)
    seat.send({ type: 'draft', ref: 'd', dialog_id: dialogId })
    const draft = await seat.take({ type: 'draft', ref: 'd' })
    t.match(draft, { dialog_id: dialogId, draft_id: /^[0-9a-f]{32}$/, text: '这是模型写的' })
    seat.send({ type: 'draft', ref: 'n', dialog_id: '0'.repeat(32) })
    t.match(await seat.take({ type: 'error', ref: 'n' }), { problem: { status: 404 } })
    const clerk = await one.token('drafter', { role: 'seat' })
    for (const text of [`${draft.text}`, `${draft.text}。`]) {
      const body = { dialog_id: dialogId, text, draft_id: draft.draft_id }
      t.equal((await one.call('POST', '/seat/say', { token: clerk, body })).status, 200)
    }
    const { json } = await one.call('GET', `/chat/${dialogId}`, { token })
    t.match((json as { turns: unknown[] }).turns.slice(1), [
      { from: 'seat', text: '这是模型写的', ai: true },
      { from: 'seat', text: '这是模型写的。', ai: false },
    ])
    await seat.close()
  },
)

t.test('the holding seat sees what is written as it was written, and it is stored masked', async t => {
  const dialog = await dialogOf('plain')
  const { token, dialogId } = dialog
  const { seat } = await holderOf(t, 'trusted', dialog)
  const bystander = await openSeat(t, one, 'onlooker')
  await one.chat(token, { text: '我的电话13912345678', dialog_id: dialogId })
  t.match(await seat.take({ type: 'message', from: 'customer' }), { text: '我的电话13912345678' })
  seat.send({ type: 'say', ref: 's', dialog_id: dialogId, text: '好的' })
  await seat.take({ type: 'said', ref: 's' })
  const kept = [...(await dumpOf(redis.client))].filter(([, value]) => value.includes('13912345678'))
  t.same(kept, [])
  t.notMatch((await one.call('GET', `/chat/${dialogId}`, { token })).text, '13912345678')
  t.notMatch(JSON.stringify(bystander.frames), '13912345678')
  for (const socket of [seat, bystander]) await socket.close()
})

/** Asks until it is as wanted, or for 20 s; gives what was found last. */
async function settled<T>(read: () => Promise<T>, isWanted: (found: T) => boolean): Promise<T> {
  const until = Date.now() + 20_000
  for (;;) {
    const found = await read()
    if (isWanted(found) || Date.now() > until) return found
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
