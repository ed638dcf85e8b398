// What the operations page computes from ticks and status.
import t from 'tap'
import { kept, type Sample, sourcesWithin, troublesOf } from '../../web/ops/figures.js'
import type { Tick } from '../../web/ops/live.js'

const sample = (at: number, sources: Record<string, number> = {}): Sample => ({
  at,
  arrived: 0,
  refused: 0,
  p99: 0,
  pending: 0,
  sockets: 0,
  waiting: 0,
  sources,
})

const calm: Tick = {
  at: '2026-11-11T12:00:00.000Z',
  p99_ms: 12,
  answer_p99_ms: 900,
  bad_seconds_1h: 0,
  pending: 0,
  ws: 0,
  level: { n: 0, mode: 'auto', reason: 'all-well', since: '2026-11-11T11:00:00.000Z' },
  per_s: { arrived: 3, ok: 3, pending: 0, refused: 0 },
  source: { faq: 3 },
  vendor: [{ name: 'primary', p99_ms: 300, errors: 0, breaker: 'closed', queue: 0 }],
  tools: [],
  handoff: { waiting: 0, oldest_s: null, eta_s: null },
  seats: { online: 1, away: 0, load: 0, capacity: 10, late: 0 },
  processes: [],
  gray: { state: 'off', percent: 0 },
}

const process = {
  process: 'p',
  pid: 1,
  version: '1',
  uptime_s: 1,
  checks: { store: 'ok' },
  in_flight: 0,
  pending_turns: 0,
  ws_connections: 0,
  vendors: [],
}
const status = {
  ...process,
  level: 0,
  mode: 'auto' as const,
  reason: 'all-well',
  since: '',
  breaker: 'closed',
  pending_lag_ms: 0,
}

t.test('answers of the last minute are told by source, the most first', async t => {
  const samples = [sample(0, { faq: 50 }), sample(30_000, { faq: 2, llm: 9 }), sample(80_000, { faq: 3 })]
  t.same(sourcesWithin(samples, 60_000), [
    ['llm', 9],
    ['faq', 5],
  ])
  t.same(sourcesWithin([], 60_000), [])
})

t.test('samples are kept for five minutes, each once', async t => {
  const times = (samples: readonly Sample[]) => samples.map(({ at }) => at)
  t.same(times(kept([sample(0), sample(200_000)], sample(400_000))), [200_000, 400_000])
  t.same(times(kept([sample(1_000), sample(2_000)], sample(2_000))), [1_000, 2_000])
})

t.test('what is wrong is told, the worst first', async t => {
  t.same(troublesOf(calm, undefined), [])
  t.same(troublesOf(calm, status), [])
  const bad: Tick = {
    ...calm,
    level: { ...calm.level, n: 2 },
    per_s: { ...calm.per_s, refused: 4 },
    p99_ms: 700,
    vendor: [{ name: 'primary', p99_ms: 1, errors: 9, breaker: 'open', queue: 0 }],
    tools: [{ name: 'order_status', p99_ms: 1, errors: 9, breaker: 'open' }],
    handoff: { waiting: 3, oldest_s: 400, eta_s: null },
    seats: { ...calm.seats, online: 0, late: 2 },
    gray: { state: 'worse', percent: 5 },
  }
  const vendor = { vendor: 'primary', running: 0, queued: 0, oldest_ms: 0, breaker: 'open' }
  const badStatus = {
    ...status,
    pending_lag_ms: 9_000,
    processes: [
      { ...process, checks: { store: 'away' } },
      { ...process, pid: 2, is_silent: true, vendors: [{ ...vendor, refuses: 'quota' }] },
    ],
  }
  t.same(
    troublesOf(bad, badStatus).map(({ kind }) => kind),
    [
      ...['store', 'level', 'slow', 'breaker', 'refuses', 'tool', 'busy', 'lag'],
      ...['nobody', 'late', 'waits', 'gray', 'silent'],
    ],
  )
})
