// Spans on their way to a collector that takes them, or is away.
import t from 'tap'
import type { TraceSpan } from '../../src/trace/span.js'
import { BATCH_SPANS_MAX, createSpanExporter, QUEUED_SPANS_MAX } from '../../src/trace/span-exporter.js'

const spanOf = (name: number): TraceSpan => ({
  ...{ traceId: '', spanId: '', name: String(name), kind: 'internal' },
  ...{ startMs: 0, endMs: 0, attributes: {} },
})

function exporterTo(send: (spans: readonly TraceSpan[]) => Promise<void>) {
  const losses: number[] = []
  const exporter = createSpanExporter({ send, onLost: (_, lost) => losses.push(lost), everyMs: 3_600_000 })
  return { exporter, losses }
}

t.test('spans are sent in batches, and what is left at the end', async t => {
  const batches: number[] = []
  const { exporter, losses } = exporterTo(async spans => void batches.push(spans.length))
  for (let n = 0; n < BATCH_SPANS_MAX + 3; n++) exporter.record(spanOf(n))
  await exporter.close()
  t.same(batches, [BATCH_SPANS_MAX, 3])
  t.same(losses, [])
})

t.test(
  'a collector that is away costs the oldest spans beyond the bound, and is told of once a try',
  async t => {
    let isAway = true
    const got: string[] = []
    const { exporter, losses } = exporterTo(async spans => {
      if (isAway) throw new Error('away')
      got.push(...spans.map(({ name }) => name))
    })
    for (let n = 0; n < QUEUED_SPANS_MAX + 10; n++) exporter.record(spanOf(n))
    await new Promise(resolve => setImmediate(resolve))
    isAway = false
    await exporter.close()
    t.equal(got.length, QUEUED_SPANS_MAX)
    t.equal(got[0], '10')
    t.equal(got.at(-1), String(QUEUED_SPANS_MAX + 9))
    t.ok(losses.length <= 2)
  },
)
