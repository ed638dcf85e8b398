// What the operations page computes from metrics and status.
import t from 'tap'
import { kept, type Sample, sourcesWithin, sumsBy, total, troublesOf } from '../../web/ops/figures.js'

const metrics = `# TYPE chat_turns_total counter
chat_turns_total{source="faq",level="0",variant="stable"} 3
chat_turns_total{source="faq",level="2",variant="stable"} 4
chat_turns_total{source="llm",level="0",variant="stable"} 5
chat_turns_total_created{source="llm"} 99
pending_turns 7`

const sample = (at: number, sources: Record<string, number>): Sample => ({
  ...{ at, perSecond: 0, p99: 0, pending: 0, sockets: 0, refused: 0, badSeconds: 0 },
  sources: new Map(Object.entries(sources)),
})

const status = {
  ...{
    process: 'p',
    pid: 1,
    version: '1',
    uptime_s: 1,
    checks: { store: 'ok' },
    in_flight: 0,
    pending_turns: 0,
  },
  ...{ ws_connections: 0, vendors: [], level: 0, mode: 'auto' as const, reason: 'all-well', since: '' },
  ...{ breaker: 'closed', pending_lag_ms: 0, rates: { chat_qps: 0, chat_latency_p99_ms: 12 } },
}

t.test('a counter is summed by one of its labels, and no other metric is taken for it', async t => {
  t.same(
    [...sumsBy(metrics, 'chat_turns_total', 'source')],
    [
      ['faq', 7],
      ['llm', 5],
    ],
  )
  t.equal(total(metrics, 'pending_turns'), 7)
  t.equal(total(metrics, 'absent'), 0)
})

t.test('answers of the last minute are told by source, the most first, over a restart, too', async t => {
  const samples = [
    sample(0, { faq: 50 }),
    sample(30_000, { faq: 60, llm: 9 }),
    sample(80_000, { faq: 62, llm: 4 }),
  ]
  t.same(sourcesWithin(samples, 60_000), [
    ['llm', 4],
    ['faq', 2],
  ])
  t.same(sourcesWithin([], 60_000), [])
})

t.test('samples are kept for five minutes', async t => {
  t.same(
    kept([sample(0, {}), sample(200_000, {})], sample(400_000, {})).map(({ at }) => at),
    [200_000, 400_000],
  )
})

t.test('what is wrong is told, the worst first', async t => {
  t.same(troublesOf(status), [])
  const vendor = { vendor: 'primary', running: 0, queued: 0, oldest_ms: 0 }
  const bad = {
    ...status,
    level: 2,
    rates: { chat_qps: 1, chat_latency_p99_ms: 700 },
    processes: [
      { ...status, checks: { store: 'away' }, vendors: [{ ...vendor, breaker: 'closed' }] },
      { ...status, pid: 2, is_silent: true, vendors: [{ ...vendor, breaker: 'open', refuses: 'quota' }] },
    ],
  }
  t.same(
    troublesOf(bad).map(({ kind }) => kind),
    ['store', 'level', 'slow', 'breaker', 'refuses', 'silent'],
  )
})
