// Erasure over real processes and a real Redis: what is left of a dialog and of a customer is looked for in every key.
import { once } from 'node:events'
import t from 'tap'
import { startVendor } from '../../perf/fake-llm.js'
import { createKeyedHash } from '../../src/privacy/keyed-hash.js'
import { startRedis } from '../../tools/redis-server.js'
import { dumpOf, keysWith } from '../support/e2e/dump.js'
import { type Reply, type Server, startServer } from '../support/e2e/harness.js'

const dataKey = 'd'.repeat(64)
const hash = createKeyedHash(dataKey)
const ownerOf = (uid: string) => hash('uid', 'main', uid)
const auditNameOf = (id: string) => hash('audit', id)

interface Ref {
  readonly dialog_id: string
  readonly turn_id: string
}
const refOf = ({ json }: Reply) => json as Ref

async function openStage() {
  const vendor = await startVendor()
  t.teardown(() => vendor.close())
  const redis = await startRedis()
  t.teardown(() => redis.stop())
  const shared = {
    LLM_URL: vendor.url,
    REDIS_URL: redis.url,
    DATA_KEY: dataKey,
    JWT_SECRET: 'e'.repeat(64),
    UID_RATE_PER_S: '0',
    OVERLOAD: 'off',
    ANSWER_BUDGET_MS: '100',
  }
  const [one, two] = [await startServer(t, shared), await startServer(t, shared)]
  return { vendor, redis, one, two, admin: await one.token('op', { role: 'admin' }) }
}

/** Two processes for all tests; each has customers of its own. */
const stage = await openStage()

const ask = (
  server: Server,
  token: string,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
) => server.call('POST', '/chat', { token, body, headers })

/** A turn that the vendor has, and that its client was told 202 of. */
async function promised(token: string, dialog_id: string) {
  stage.vendor.set({ latency: { kind: 'fixed', ms: 60_000 } })
  const arrived = once(stage.vendor.events, 'call')
  const asking = ask(stage.two, token, { text: '今天的快递怎么还没有到呀', dialog_id })
  await arrived
  const reply = await asking
  stage.vendor.set({ latency: { kind: 'fixed', ms: 0 } })
  return reply
}

/** Ids of dialogs of which no event may be sent any more, for some minutes. */
const hookMarks = '{hooks}:marks'

t.test('a deleted dialog leaves a mark without personal data, and nothing else', async t => {
  const { vendor, redis, one, two, admin } = stage
  const token = await one.token('u1')
  await one.call('PUT', '/admin/level', { token: admin, body: { level: 2 } })
  const key = { 'Idempotency-Key': 'first-question' }
  const { dialog_id } = refOf(await ask(one, token, { text: '什么时候发货，电话13987654321' }, key))
  while (keysWith(await dumpOf(redis.client), dialog_id).length < 3)
    await ask(one, token, { text: '在吗', dialog_id })
  t.ok(keysWith(await dumpOf(redis.client), dialog_id).includes('{reflux}'), 'there is something to erase')
  await one.call('PUT', '/admin/level', { token: admin, body: { level: 0 } })
  t.equal((await promised(token, dialog_id)).status, 202)
  t.ok(keysWith(await dumpOf(redis.client), dialog_id).includes('{pending}'))

  const left = once(vendor.events, 'left')
  t.equal((await one.call('DELETE', `/chat/${dialog_id}`, { token })).status, 204)
  const dump = await dumpOf(redis.client)
  t.same(keysWith(dump, dialog_id).sort(), [hookMarks, `d:{${dialog_id}}`].sort())
  t.ok((await redis.client.pttl(hookMarks)) > 0, 'the webhooks forget the id, too')
  t.match(dump.get(`d:{${dialog_id}}`), /^\{"owner":"-[0-9a-f]{40}"\}$/)
  t.same(keysWith(dump, ownerOf('u1')), [])
  await left
  t.pass('the vendor’s call was aborted, in the other process')
  t.equal((await two.call('GET', `/chat/${dialog_id}`, { token })).status, 404)
  const retry = await ask(two, token, { text: '什么时候发货，电话13987654321' }, key)
  t.not(refOf(retry).dialog_id, dialog_id, 'a retry under the old key opens another dialog')
})

t.test('an erased customer leaves nothing, in no dialog and on no process; others keep theirs', async t => {
  const { vendor, redis, one, two, admin } = stage
  const [token, other] = [await one.token('u2'), await one.token('u3')]
  await one.call('PUT', '/admin/level', { token: admin, body: { level: 2 } })
  const mine: string[] = []
  for (const server of [one, two, one])
    mine.push(refOf(await ask(server, token, { text: '什么时候发货' })).dialog_id)
  const kept = refOf(await ask(two, other, { text: '怎么查物流' })).dialog_id
  await one.call('PUT', '/admin/level', { token: admin, body: { level: 0 } })
  await promised(token, mine[0] ?? '')
  // A turn that opens its dialog: the store does not know it yet.
  vendor.set({ latency: { kind: 'fixed', ms: 60_000 } })
  const arrived = once(vendor.events, 'call')
  const opening = two.call('POST', '/chat', {
    token,
    body: { text: '你们的客服什么时候上班呀' },
    headers: { Prefer: 'wait=5' },
  })
  await arrived

  t.match((await one.call('DELETE', '/admin/customers/u2', { token: admin })).json, { dialogs: 3 })
  t.equal((await opening).status, 410)
  const dump = await dumpOf(redis.client)
  for (const dialog of mine) t.same(keysWith(dump, dialog).sort(), [hookMarks, `d:{${dialog}}`].sort())
  t.same(keysWith(dump, ownerOf('u2')), [])
  t.ok(keysWith(dump, kept).length >= 2)
  t.equal((await two.call('GET', `/chat/${kept}`, { token: other })).status, 200)
  t.match((await one.call('DELETE', '/admin/customers/u2', { token: admin })).json, { dialogs: 0 })
})

t.test('an erasure is on record, and found by who asks for the id, which stands nowhere', async t => {
  const { redis, one, two, admin } = stage
  const token = await one.token('u4')
  const { dialog_id } = refOf(await ask(one, token, { text: '在吗，电话13987654321' }))
  await one.call('DELETE', `/chat/${dialog_id}`, { token })
  await one.call('DELETE', '/admin/customers/u4', { token: admin })
  const kindsOf = async (query: string) => {
    const page = (await two.call('GET', `/admin/audit?${query}`, { token: admin })).json
    return (page as { entries: { kind: string; rule: string }[] }).entries.map(
      ({ kind, rule }) => `${kind} ${rule}`,
    )
  }
  t.same(await kindsOf(`dialog_id=${dialog_id}`), ['mobile mobile', 'erasure dialog'])
  t.same(await kindsOf('uid=u4'), ['mobile mobile', 'erasure dialog', 'erasure customer'])
  t.equal((await kindsOf('kind=admin')).at(-1), 'admin DELETE')
  const dump = await dumpOf(redis.client)
  t.same(keysWith(dump, ownerOf('u4')), [])
  t.same(keysWith(dump, auditNameOf(ownerOf('u4'))).sort(), ['{audit}', '{audit}:acts', '{audit}:erasures'])
})
