import t from 'tap'
import { type Ask, asker, dialogId, fakeChat, fakeParts } from '../../../perf/load/fake-front.js'
import type { AuditLog } from '../../../src/audit/audit-log.js'
import type { AuditQuery } from '../../../src/front/admin/audit-routes.js'
import { auditRoutes } from '../../../src/front/admin/audit-routes.js'

async function setUp() {
  const queries: AuditQuery[] = []
  const record: string[] = []
  const erased: string[] = []
  const auditLog: AuditLog = {
    acted: async ({ method, path }, { owner }) => void record.push(`${owner} ${method} ${path}`),
    refused: ({ method, path }, reason) => void record.push(`${reason} ${method} ${path}`),
    erased: async ({ path }, { dialogId, owner }) => void record.push(`erased ${dialogId} ${owner} ${path}`),
  }
  const routes = auditRoutes({
    async audit(query) {
      queries.push(query)
      const entry = { id: '5-0', at: 0, kind: 'mobile', place: 'answer', rule: 'mobile', traceId: 't' }
      return { entries: [entry], next: '5-0', hasMore: true }
    },
    async eraseCustomer({ uid }) {
      erased.push(uid)
      return 2
    },
  })
  const chat = fakeChat()
  const parts = { ...fakeParts(chat), auditLog, routes: [...routes, ...fakeParts(chat).routes] }
  const ask = await asker(parts)
  const admin = (one: Partial<Ask>) => ask({ method: 'GET', path: '/admin/audit', role: 'admin', ...one })
  return { ask, admin, chat, queries, record, erased }
}

t.test('a page of the audit is JSON that says where the next begins', async t => {
  const { admin, queries } = await setUp()
  t.same((await admin({})).json, {
    entries: [
      {
        id: '5-0',
        at: '1970-01-01T00:00:00.000Z',
        kind: 'mobile',
        place: 'answer',
        rule: 'mobile',
        trace_id: 't',
      },
    ],
    next: '5-0',
    has_more: true,
  })
  await admin({
    query: `after=5-0&limit=5000&kind=admin&dialog_id=${dialogId}&uid=${encodeURIComponent('客/1')}`,
  })
  await admin({ query: 'after=5-0..7-2' })
  t.match(queries, [
    { after: '', limit: 100 },
    { after: '5-0', limit: 1000, kind: 'admin', dialogId, uid: '客/1' },
    { after: '5-0..7-2' },
  ])
})

t.test('a query that cannot be read is refused', async t => {
  const { admin } = await setUp()
  for (const query of [
    'after=x',
    'after=1-',
    'after=1-0.2-0',
    'after=1-0.2-0.3-0.4-0.5-0',
    'limit=0',
    'limit=-1',
    'kind=A%20b',
    'dialog_id=1',
    'trace_id=1',
  ]) {
    t.match(
      await admin({ query }),
      { status: 422, json: { errors: [{ field: query.split('=')[0] }] } },
      query,
    )
  }
})

t.test('nobody but an admin reads the audit or erases a customer', async t => {
  const { ask, erased } = await setUp()
  for (const role of ['customer', 'seat'] as const) {
    t.match(await ask({ method: 'GET', path: '/admin/audit', role }), { status: 403 })
    t.match(await ask({ method: 'DELETE', path: '/admin/customers/u1', role }), { status: 403 })
  }
  t.same(erased, [])
})

t.test('a customer is erased by the percent-encoded id in the path', async t => {
  const { admin, erased } = await setUp()
  const path = `/admin/customers/${encodeURIComponent('张/三 1')}`
  t.match(await admin({ method: 'DELETE', path }), { status: 200, json: { dialogs: 2 } })
  t.same(erased, ['张/三 1'])
  t.match(await admin({ method: 'DELETE', path: '/admin/customers/%E5%' }), { status: 404 })
})

t.test("an operator's change is on record, a read or a failed change is not", async t => {
  const { ask, admin, record } = await setUp()
  await admin({})
  await admin({ method: 'PUT', path: '/admin/level', body: { level: 9 } })
  t.same(record, [])
  await ask({ method: 'PUT', path: '/admin/level', body: { level: 2 }, role: 'admin' })
  t.same(record, ['owner of u1 PUT /admin/level'])
})

t.test('a refused caller is on record, without the body that was sent', async t => {
  const { ask, record } = await setUp()
  await ask({ method: 'GET', path: `/chat/${dialogId}`, headers: { authorization: 'Bearer planted' } })
  await ask({ method: 'GET', path: '/admin/audit' })
  t.same(record, ['unauthorized GET /chat/{dialog_id}', 'forbidden GET /admin/audit'])
})

t.test('an erased dialog is on record, an unknown one is not', async t => {
  const { ask, chat, record } = await setUp()
  const order = { method: 'DELETE', path: `/chat/${dialogId}` }
  await ask(order)
  t.same(record, [])
  chat.dialog = { dialogId, mode: 'bot', expiresAt: 0, turns: [] }
  await ask(order)
  t.same(record, [`erased ${dialogId} owner of u1 /chat/{dialog_id}`])
})
