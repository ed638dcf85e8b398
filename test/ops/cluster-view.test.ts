import t from 'tap'
import { type ClusterView, createClusterView } from '../../src/ops/cluster-view.js'
import { createMetrics, type Metrics } from '../../src/ops/metrics.js'
import type { ProcessReports } from '../../src/ops/process-reports.js'
import { createMemoryProcessReports } from '../../src/ops/process-reports.memory.js'
import { createReadings } from '../../src/ops/readings.js'
import { Problem } from '../../src/problem.js'
import { createFakeClock } from '../support/llm/client-and-vendor.js'

interface Process {
  readonly view: ClusterView
  readonly metrics: Metrics
}

function createCluster() {
  const clock = createFakeClock()
  const shared = createMemoryProcessReports(clock)
  const store = { isAway: false }
  const orAway = async <T>(call: () => Promise<T>): Promise<T> => {
    if (store.isAway) throw new Problem('store-away')
    return call()
  }
  let reads = 0
  const reports: ProcessReports = {
    put: (processId, word) => orAway(() => shared.put(processId, word)),
    read() {
      reads++
      return orAway(() => shared.read())
    },
    retire: processId => orAway(() => shared.retire(processId)),
  }
  function start(t: { teardown(close: () => Promise<void>): void }, processId: string, level = 0): Process {
    const readings = { ...createReadings({}), degradeLevel: () => level, webSockets: () => 10 }
    const metrics = createMetrics(clock, readings)
    const view = createClusterView({
      reports,
      processId,
      steady: clock,
      metrics: metrics.read,
      onError: () => undefined,
      status: () => ({ level }),
    })
    t.teardown(() => view.close())
    return { view, metrics }
  }
  return { clock, store, start, reads: () => reads }
}

/** The samples of a text in Prometheus's format. Throws on a line that is none. */
function samplesOf(text: string): Record<string, number> {
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map(line => {
      const [, name, value] = /^([a-z_]\w*(?:\{[^{}]*\})?) (-?[\d.e+-]+|NaN|\+Inf)$/i.exec(line) ?? []
      if (name === undefined) throw new Error(`not a sample: ${line}`)
      return [name, Number(value)]
    }),
  )
}

t.test('counts are summed; a gauge is a sum or the worst, as its meaning wants', async t => {
  const { start } = createCluster()
  const [a, b] = [start(t, 'a', 1), start(t, 'b', 3)]
  a.metrics.rejected('overloaded')
  b.metrics.rejected('overloaded')
  b.metrics.rejected('rate-limited')
  a.metrics.responded(30)
  b.metrics.responded(450)
  await b.view.render()
  const samples = samplesOf(await a.view.render())
  t.match(samples, {
    'chat_rejected_total{reason="overloaded"}': 2,
    'chat_rejected_total{reason="rate-limited"}': 1,
    chat_latency_seconds_count: 2,
    'chat_latency_seconds_bucket{le="0.05"}': 1,
    'chat_latency_seconds_bucket{le="+Inf"}': 2,
    processes_live: 2,
    ws_connections: 20,
    degrade_level: 3,
  })
  t.ok((samples.chat_latency_p99 ?? 0) >= 449, 'the slowest process is told')
})

t.test('no count falls when a process ends or falls silent, in the view of any process', async t => {
  const { clock, start } = createCluster()
  const [a, b, c] = [start(t, 'a'), start(t, 'b'), start(t, 'c')]
  const counted = async ({ view }: Process) => {
    clock.move(1_000)
    return samplesOf(await view.render())['chat_rejected_total{reason="gone"}']
  }
  for (const { metrics } of [a, b, c]) metrics.rejected('gone')
  for (const process of [a, b]) await counted(process)
  t.equal(await counted(c), 3)
  await b.view.close()
  t.equal(await counted(a), 3, 'after a good end')
  clock.move(7_000)
  const samples = samplesOf(await a.view.render())
  t.match(samples, { 'chat_rejected_total{reason="gone"}': 3, processes_live: 1 }, 'c is silent')
  t.equal(await counted(c), 3)
})

t.test('while the store is away the counts of the others stay as they were last seen', async t => {
  const { clock, store, start } = createCluster()
  const [a, b] = [start(t, 'a'), start(t, 'b')]
  for (const { metrics } of [a, b]) metrics.rejected('gone')
  await b.view.render()
  await a.view.render()
  store.isAway = true
  a.metrics.rejected('gone')
  clock.move(1_000)
  t.match(samplesOf(await a.view.render()), { 'chat_rejected_total{reason="gone"}': 3, processes_live: 1 })
  t.match(await a.view.status(), {
    is_cluster_known: false,
    store_ms: null,
    processes: [{ process: 'a' }, {}],
  })
  store.isAway = false
})

t.test('the status lists every process, its own first, and says who is silent', async t => {
  const { clock, start } = createCluster()
  const [a, b] = [start(t, 'a', 1), start(t, 'b', 2)]
  await b.view.status()
  t.match(await a.view.status(), {
    process: 'a',
    level: 1,
    is_cluster_known: true,
    event_loop_delay_ms: Number,
    processes: [
      { process: 'a', level: 1, age_ms: 0, is_silent: false },
      { process: 'b', level: 2, is_silent: false },
    ],
  })
  clock.move(7_000)
  t.match(await a.view.status(), { processes: [{ is_silent: false }, { process: 'b', is_silent: true }] })
})

t.test('asking often costs what asking once a second costs', async t => {
  const { clock, reads, start } = createCluster()
  const { view, metrics } = start(t, 'a')
  const before = reads()
  const [first, ...others] = await Promise.all(Array.from({ length: 50 }, () => view.render()))
  metrics.rejected('gone')
  clock.move(999)
  t.same(new Set([...others, await view.render()]), new Set([first]))
  t.equal(reads() - before, 1)
  clock.move(1)
  t.match(samplesOf(await view.render()), { 'chat_rejected_total{reason="gone"}': 1 })
  t.equal(reads() - before, 2)
})
