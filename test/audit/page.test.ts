import t from 'tap'
import { type AuditEntry, perStream } from '../../src/audit/audit.js'
import { createMemoryAudit } from '../../src/audit/audit.memory.js'
import { readPage } from '../../src/audit/page.js'
import { eventOf } from '../support/audit/samples.js'
import { fakeClock } from '../support/dialog/fake-time.js'

function setUp() {
  const clock = fakeClock()
  const streams = perStream(() => createMemoryAudit(clock, { entriesMost: 50_000, ageMs: 3_600_000 }))
  let number = 0
  return {
    streams,
    async add(stream: keyof typeof streams, ...kinds: string[]): Promise<void> {
      clock.move(1)
      const events = kinds.map(kind => [0, eventOf({ kind })] as const)
      await streams[stream].append({ from: 's', number: number++, events })
    },
  }
}

const kindsOf = (entries: readonly AuditEntry[]) => entries.map(({ kind }) => kind)

t.test('the streams are one page, by the time when their entries were stored', async t => {
  const { streams, add } = setUp()
  await add('hits', 'mobile')
  await add('acts', 'admin')
  await add('hits', 'email', 'qq')
  await add('erasures', 'erasure')
  const page = await readPage(streams, { after: '', limit: 100 }, {})
  t.same(kindsOf(page.entries), ['mobile', 'admin', 'email', 'qq', 'erasure'])
  t.equal(
    new Set(page.entries.map(({ id }) => id)).size,
    5,
    'ids differ, also where those of the streams do not',
  )
  t.equal(page.hasMore, false)
})

t.test('page by page everything is read once, in whatever stream it comes meanwhile', async t => {
  const { streams, add } = setUp()
  const read: string[] = []
  let after = ''
  for (let i = 0; i < 20; i++) {
    await add((['hits', 'acts', 'erasures'] as const)[i % 3] ?? 'hits', `${i}`, `${i}b`)
    const page = await readPage(streams, { after, limit: 1 }, {})
    read.push(...kindsOf(page.entries))
    after = page.next
  }
  for (let more = true; more; ) {
    const page = await readPage(streams, { after, limit: 3 }, {})
    read.push(...kindsOf(page.entries))
    ;({ next: after, hasMore: more } = page)
  }
  t.same(read, Array.from({ length: 20 }, (_, i) => [`${i}`, `${i}b`]).flat())
})

t.test('a page holds what fits, and says where the next begins', async t => {
  const { streams, add } = setUp()
  await add('hits', ...Array.from({ length: 1_200 }, (_, i) => (i % 400 === 0 ? 'rare' : 'common')))
  const first = await readPage(streams, { after: '', limit: 2 }, { kind: 'rare' })
  t.equal(first.entries.length, 2)
  t.equal(first.hasMore, true)
  const second = await readPage(streams, { after: first.next, limit: 2 }, { kind: 'rare' })
  t.equal(second.entries.length, 1)
  t.equal(second.hasMore, false)
  t.same(await readPage(streams, { after: second.next, limit: 2 }, {}), {
    entries: [],
    next: second.next,
    hasMore: false,
  })
})

t.test('a time, or the cursor of a build with one stream, counts for every stream', async t => {
  const { streams, add } = setUp()
  await add('hits', 'old')
  await add('acts', 'old act')
  const { entries } = await readPage(streams, { after: '', limit: 2 }, {})
  const at = (entries[1]?.id ?? '').slice('acts:'.length)
  await add('hits', 'new')
  await add('erasures', 'new erasure')
  for (const after of [at, `${Number(at.split('-')[0]) + 1}`]) {
    const page = await readPage(streams, { after, limit: 10 }, {})
    t.same(kindsOf(page.entries), ['new', 'new erasure'], after)
  }
})

t.test('one page looks at a bounded number of entries', async t => {
  let looked = 0
  const endless = {
    read: async (after: string, count: number) => {
      const from = Number(after === '' ? 0 : after.split('-')[0])
      looked += count
      return Array.from({ length: count }, (_, i) => ({ ...eventOf(), id: `${from + i + 1}-0`, at: 0 }))
    },
  }
  const page = await readPage(
    perStream(() => endless),
    { after: '', limit: 5 },
    { kind: 'none' },
  )
  t.same(page, { entries: [], next: '2500-0.2500-0.2500-0.2500-0', hasMore: true })
  t.ok(looked <= 11_500, `${looked}`)
})
