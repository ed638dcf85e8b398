import t, { type Test } from 'tap'
import type { Audit } from '../../src/audit/audit.js'
import { createMemoryAudit } from '../../src/audit/audit.memory.js'
import { createAuditWriter } from '../../src/audit/audit-writer.js'
import { Problem } from '../../src/problem.js'
import { eventOf } from '../support/audit/samples.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const HOUR_MS = 3_600_000

function setUp(t: Test, everyMs = HOUR_MS) {
  const clock = fakeClock()
  const store = createMemoryAudit(clock, { entriesMost: 50_000, ageMs: HOUR_MS })
  const state = { isAway: false, losesReply: false, batches: [] as number[] }
  const lost: Record<string, number> = {}
  const audit: Audit = {
    ...store,
    async append(batch) {
      if (state.isAway) throw new Problem('store-away')
      state.batches.push(batch.events.length)
      await store.append(batch)
      if (state.losesReply) throw new Problem('store-away')
    },
  }
  const writer = createAuditWriter(
    {
      audit,
      steady: clock,
      processId: 's',
      onLost: (count, why) => {
        lost[why] = (lost[why] ?? 0) + count
      },
    },
    { everyMs, trimMs: 1_000 },
  )
  t.teardown(() => writer.close())
  const kinds = async () => (await store.read('', 50_000)).map(({ kind }) => kind)
  return { clock, store, state, lost, writer, kinds }
}

t.test('events are gathered and stored together', async t => {
  const { state, writer, kinds } = setUp(t)
  for (let i = 0; i < 3; i++) writer.enqueue(eventOf({ kind: `${i}` }))
  t.same(state.batches, [], 'nobody waits for the store')
  await writer.close()
  t.same(state.batches, [3])
  t.same(await kinds(), ['0', '1', '2'])
})

t.test('what must be on record is stored when its caller goes on, with all before it', async t => {
  const { writer, kinds } = setUp(t)
  writer.enqueue(eventOf({ kind: 'before' }))
  await writer.record(eventOf({ kind: 'admin' }))
  t.same(await kinds(), ['before', 'admin'])
})

t.test('while the store is away events wait, and are dated when they happened', async t => {
  const { clock, store, state, writer } = setUp(t)
  state.isAway = true
  const at = clock.now()
  await writer.record(eventOf())
  clock.move(5_000)
  state.isAway = false
  await writer.close()
  t.match(await store.read('', 10), [{ at }])
})

t.test('a batch whose reply was lost is stored once', async t => {
  const { state, writer, kinds } = setUp(t)
  state.losesReply = true
  await writer.record(eventOf({ kind: 'one' }))
  state.losesReply = false
  writer.enqueue(eventOf({ kind: 'two' }))
  await writer.close()
  t.same(await kinds(), ['one', 'two'])
})

t.test('what finds no room is counted', async t => {
  const { lost, state, writer } = setUp(t)
  state.isAway = true
  for (let i = 0; i < 10_005; i++) writer.enqueue(eventOf())
  t.same(lost, { full: 5 })
  await writer.close()
  t.same(lost, { full: 5, closed: 10_000 }, 'and what a process takes along when it ends, too')
})

t.test('what is too old goes when nothing happens, too', async t => {
  const { clock, state, writer } = setUp(t, 1)
  await writer.record(eventOf())
  clock.move(1_001)
  while (state.batches.length < 2) await new Promise(resolve => setTimeout(resolve, 1))
  t.same(state.batches, [1, 0])
})
