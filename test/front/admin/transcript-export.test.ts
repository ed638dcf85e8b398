import t from 'tap'
import { asker, fakeParts, readyChat } from '../../../perf/load/fake-front.js'
import { transcriptExport } from '../../../src/front/admin/transcript-export.js'
import type { TranscriptFilter } from '../../../src/transcripts/transcripts.js'

async function setUp() {
  const filters: TranscriptFilter[] = []
  const record: string[] = []
  const route = transcriptExport({
    transcripts: {
      async *all(filter) {
        filters.push(filter)
        yield { dialogId: 'd', shop: 'main', services: [], entries: [] }
      },
    },
    auditLog: { acted: async ({ method, path }, { uid }) => void record.push(`${uid} ${method} ${path}`) },
    aigcProducer: 'ACME',
  })
  const ask = await asker({ ...fakeParts(readyChat()), routes: [route] })
  const get = (query = '') => ask({ method: 'GET', path: '/admin/transcripts', query, role: 'admin' })
  return { ask, get, filters, record }
}

t.test('a time and a seat narrow an export, which is on record', async t => {
  const { get, filters, record } = await setUp()
  t.match(await get(), { status: 200, type: 'application/x-ndjson' })
  await get('from=2026-11-11T00:00:00Z&to=2026-11-12T00:00:00%2B08:00&seat=wang')
  const [from, to] = [Date.UTC(2026, 10, 11), Date.UTC(2026, 10, 11, 16)]
  t.same(filters, [
    { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, seat: undefined, shop: 'main' },
    { from, to, seat: 'wang', shop: 'main' },
  ])
  t.same(record, Array(2).fill('u1 GET /admin/transcripts'))
})

t.test('two exports run at a time; a third is told to come back', async t => {
  const { get } = await setUp()
  // Nobody takes these two: each client stays there.
  await get()
  await get()
  t.match(await get(), { status: 429, headers: { 'Retry-After': '10' } })
})

t.test('a query that cannot be read, another shop and other roles are refused', async t => {
  const { ask, get, filters } = await setUp()
  for (const query of ['from=x', 'to=2026-13-01', `seat=${'x'.repeat(257)}`]) {
    t.match(await get(query), { status: 422, json: { errors: [{ field: query.split('=')[0] }] } }, query)
  }
  t.equal((await get('shop=b')).status, 403)
  for (const role of ['customer', 'seat'] as const) {
    t.equal((await ask({ method: 'GET', path: '/admin/transcripts', role })).status, 403, role)
  }
  t.same(filters, [])
})
