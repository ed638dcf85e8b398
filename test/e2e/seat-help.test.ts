// What a person at the desk has besides words, over two processes and a real Redis: signs of the other side, canned
// replies; and the record of what seats did.
import { randomBytes } from 'node:crypto'
import t from 'tap'
import { startRedis } from '../../tools/redis-server.js'
import { openDesk, openSeat } from '../support/e2e/desk.js'
import { type Server, startServer } from '../support/e2e/harness.js'

const redis = await startRedis()
t.teardown(() => redis.stop())
const env = {
  ...{ REDIS_URL: redis.url, DATA_KEY: randomBytes(32).toString('hex'), PORT: '0' },
  ...{ JWT_SECRET: randomBytes(32).toString('hex'), UID_RATE_PER_S: '0', OVERLOAD: 'off' },
}
const one = await startServer(t, env)
const two = await startServer(t, env)

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

/** Asks until it is as wanted, or for 5 s; gives what was found last. */
async function settled<T>(read: () => Promise<T>, isWanted: (found: T) => boolean): Promise<T> {
  const until = Date.now() + 5_000
  for (;;) {
    const found = await read()
    if (isWanted(found) || Date.now() > until) return found
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}
