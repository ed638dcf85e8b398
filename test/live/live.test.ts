// The events that watchers of the cluster get, and their times.
import t from 'tap'
import { createMemoryChanges } from '../../src/live/changes.memory.js'
import { createLive } from '../../src/live/live.js'
import { createNotices } from '../../src/live/notices.js'
import { LISTED_MAX, tickOf } from '../../src/live/report.js'
import { createMemoryLiveReports } from '../../src/live/reports.memory.js'
import { createToolWatch } from '../../src/live/tool-watch.js'
import { createTurnsSeen, TURNS_PER_S } from '../../src/live/turns-seen.js'
import { createTurnsTold } from '../../src/live/turns-told.js'
import { createRecentLatency } from '../../src/ops/recent-latency.js'
import { fakeClock } from '../support/dialog/fake-time.js'
import { reportOf, turnSeen } from '../support/live/samples.js'

const gray = { state: 'off', percent: 0 }
const level = { level: 0, mode: 'auto', reason: 'all-well', since: 0 } as const

t.test('a tick sums what is shared, takes the worst of what is not, and lists the worst first', t => {
  const vendor = { name: 'primary', p99_ms: 100, errors: 1, breaker: 'closed', queue: 2 }
  const tool = { name: 'find_order', p99_ms: 80, errors: 1, breaker: 'closed' }
  const { desk: nobody } = reportOf()
  const reports = new Map([
    [
      'a',
      reportOf({
        per_s: { arrived: 3, ok: 1, pending: 1, refused: 1 },
        source: { llm: 1, hot: 2 },
        p99_ms: 30,
        vendor: [vendor],
        tools: [tool],
        desk: { ...nobody, waiting: 2, oldest_s: 9, online: 1, load: 3, capacity: 10 },
        loop_ms: 5,
      }),
    ],
    [
      'b',
      reportOf({
        per_s: { arrived: 4, ok: 4, pending: 0, refused: 0 },
        source: { llm: 4 },
        p99_ms: 90,
        vendor: [{ ...vendor, p99_ms: 50, breaker: 'open' }],
        tools: [
          { ...tool, errors: 3 },
          { ...tool, name: 'find_parcel', breaker: 'open' },
        ],
        desk: { ...nobody, waiting: 1, oldest_s: 12, eta_s: 60, online: 1, away: 1, late: 1 },
        loop_ms: 50,
      }),
    ],
  ])
  const tick = tickOf(0, { level, gray }, reports)
  t.match(tick, {
    level: { n: 0, mode: 'auto', reason: 'all-well' },
    per_s: { arrived: 7, ok: 5, pending: 1, refused: 1 },
    source: { llm: 5, hot: 2 },
    p99_ms: 90,
    vendor: [{ name: 'primary', p99_ms: 100, errors: 2, breaker: 'open', queue: 4 }],
    tools: [
      { name: 'find_parcel', breaker: 'open' },
      { name: 'find_order', p99_ms: 80, errors: 4, breaker: 'closed' },
    ],
    handoff: { waiting: 2, oldest_s: 12, eta_s: 60 },
    seats: { online: 1, away: 1, load: 3, capacity: 10, late: 1 },
    processes: [{ id: 'b', loop_ms: 50 }, { id: 'a' }],
  })
  t.end()
})

t.test('a tick of a large cluster stays within 4 KiB', t => {
  const source = { llm: 99_999, hot: 99_999, faq: 99_999, seat: 99_999, tool: 99_999, notice: 99_999 }
  const vendor = [...'abcdefghijkl'].map(name => ({
    name: name.repeat(20),
    p99_ms: 99_999,
    errors: 99_999,
    breaker: 'probing',
    queue: 99_999,
  }))
  const reports = new Map(
    Array.from({ length: 64 }, (_, i) => [
      String(i).padStart(32, 'f'),
      reportOf({ source, vendor, tools: vendor, rss: 2 ** 33, loop_ms: i }),
    ]),
  )
  const tick = tickOf(0, { level, gray }, reports)
  t.equal(tick.processes.length, LISTED_MAX)
  t.equal(tick.processes[0]?.loop_ms, 63)
  t.equal(tick.vendor.length, LISTED_MAX)
  t.ok(Buffer.byteLength(JSON.stringify(tick)) <= 4_096, `${Buffer.byteLength(JSON.stringify(tick))} bytes`)
  t.end()
})

t.test('a tool is shown while it is called, and while its breaker stops calls', t => {
  const clock = fakeClock()
  const tools = createToolWatch({ window: () => createRecentLatency(clock) })
  const called = (outcome: string, ms?: number) =>
    tools.called({ tool: { name: 'find_order' }, outcome, ...(ms !== undefined && { ms }) })
  called('breaker')
  t.same(tools.figures(), [], 'nothing was called')
  called('ok', 80)
  called('timeout', 100)
  t.same(tools.figures(), [{ name: 'find_order', p99_ms: 100, errors: 1, breaker: 'closed' }])
  called('breaker')
  clock.move(60_000)
  t.same(tools.figures(), [{ name: 'find_order', p99_ms: 0, errors: 0, breaker: 'open' }])
  called('unknown-to-shop', 80)
  t.match(tools.figures(), [{ errors: 0, breaker: 'closed' }])
  clock.move(60_000)
  t.same(tools.figures(), [])
  t.end()
})

t.test('ends of turns are kept only while somebody watches, and at most fifty a second', t => {
  const clock = fakeClock()
  const turns = createTurnsSeen(clock)
  turns.note(() => turnSeen('unseen'))
  t.same(turns.newest(), [])
  turns.wanted()
  for (let i = 0; i < TURNS_PER_S + 10; i++) turns.note(() => turnSeen(String(i)))
  t.equal(turns.newest().length, TURNS_PER_S)
  clock.move(2_000)
  t.same(turns.newest(), [])
  clock.move(2_000)
  turns.note(() => turnSeen('nobody looks any more'))
  t.same(turns.newest(), [])
  t.end()
})

t.test('each end of a turn is shown once, however often its report is read', t => {
  const told = createTurnsTold()
  const of = (...numbers: number[]) =>
    new Map([['a', reportOf({ turns: numbers.map(n => [n, turnSeen(String(n))] as const) })]])
  const ids = (found: readonly { readonly turn_id: string }[]) => found.map(turn => turn.turn_id)
  t.same(ids(told.fresh(of(0, 1), 9)), ['0', '1'])
  t.same(ids(told.fresh(of(0, 1, 2), 9)), ['2'])
  t.same(ids(told.fresh(of(2, 3, 4), 1)), ['3'], 'no more than there is room for')
  t.same(told.fresh(new Map(), 9), [])
  t.same(ids(told.fresh(of(0), 9)), ['0'], 'a process that is gone is forgotten')
  t.end()
})

t.test('changes are noted once, and stored when the store is back', async t => {
  const clock = fakeClock()
  const memory = createMemoryChanges(clock)
  let isAway = true
  const changes = {
    ...memory,
    add: async (...args: Parameters<typeof memory.add>) =>
      isAway ? Promise.reject(new Error('away')) : memory.add(...args),
  }
  let ids = 0
  const notices = createNotices({
    processId: 'a',
    changes,
    newId: () => String(ids++),
    onError: () => undefined,
  })
  const auto = { ...level, since: 5 }
  notices.levelChanged({ from: auto, to: { ...auto, level: 2, reason: 'vendor-errors' } })
  notices.levelChanged({ from: auto, to: { ...auto, level: 3, mode: 'manual' } })
  notices.breakerMoved({ vendor: 'primary', from: 'closed', to: 'open' })
  notices.membersAre(new Set(['a', 'b']))
  notices.membersAre(undefined)
  notices.membersAre(new Set(['a', 'c']))
  notices.storeIs('ok')
  notices.storeIs('away')
  isAway = false
  const acted = notices.watched({
    acted: async () => undefined,
    refused: () => undefined,
    erased: async () => undefined,
  })
  const by = { role: 'admin', uid: 'op', owner: '', shop: '*', expiresAt: 0 } as const
  const context = { trace: { traceId: 't', traceparent: '' }, change: { from: 1, to: 2, why: 'sale' } }
  await acted.acted({ method: 'PUT', path: '/admin/faq' }, by, context as never)
  await acted.acted({ method: 'DELETE', path: '/admin/hot' }, by, { ...context, change: undefined } as never)
  await notices.close()
  while ((await memory.after('')).length < 6) await new Promise(resolve => setImmediate(resolve))
  t.match(await memory.after(''), [
    { kind: 'level', by: 'ladder', from: 0, to: 2, why: 'vendor-errors' },
    { kind: 'breaker', by: 'a', from: 'closed', to: 'open', why: 'primary' },
    { kind: 'process', by: 'c', to: 'live' },
    { kind: 'process', by: 'b', to: 'gone' },
    { kind: 'store', from: 'ok', to: 'away' },
    { kind: 'faq', by: 'op', from: 1, to: 2, why: 'sale' },
  ])
})

t.test('the number of watchers is bounded, and a drain ends all of them', async t => {
  const clock = fakeClock()
  const live = createLive({
    clock,
    processId: 'a',
    reports: createMemoryLiveReports(clock),
    changes: createMemoryChanges(clock),
    state: () => ({ level, gray }),
    report: () => reportOf(),
    onWanted: () => undefined,
    onError: () => undefined,
  })
  let ended = 0
  const watcher = {
    wantsTurns: false,
    tick: () => undefined,
    change: () => undefined,
    turn: () => undefined,
    end: () => void ended++,
  }
  const stops = []
  for (let i = 0; i < 64; i++) stops.push(await live.watch(watcher, undefined))
  t.ok(stops.every(stop => stop !== undefined))
  t.equal(await live.watch(watcher, undefined), undefined)
  stops[0]?.()
  t.ok(await live.watch(watcher, undefined))
  live.drain()
  t.equal(ended, 64)
  await live.close()
})
