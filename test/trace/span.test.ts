// The ids of spans, and what the collector gets of one.
import t from 'tap'
import { spanContextOf, type TraceSpan, turnSpanId } from '../../src/trace/span.js'
import { createSpanExporter } from '../../src/trace/span-exporter.js'
import { startCollector } from '../support/trace/otlp.js'

const span: TraceSpan = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  parentId: 'c'.repeat(16),
  name: 'chat 模型',
  kind: 'client',
  startMs: 1_794_355_200_000,
  endMs: 1_794_355_200_123,
  attributes: { text: '值', yes: true, no: false, whole: 300, negative: -1, share: 0.5, list: ['stop', ''] },
  error: 'timeout',
}

const exporterTo = (url: string, onLost: (error: unknown, lost: number) => void) =>
  createSpanExporter({
    url: new URL('v1/traces', `${url}/`),
    resource: { 'service.name': 'rushdesk' },
    onLost,
  })

t.test(
  'spans arrive as they are, under the resource of their process, at the latest when it ends',
  async t => {
    const collector = await startCollector(t)
    const exporter = exporterTo(collector.url, error => t.fail(String(error)))
    const { parentId: _parent, error: _error, ...plain } = span
    exporter.record(span)
    exporter.record({ ...plain, kind: 'server', attributes: {}, name: 'x'.repeat(300) })
    await exporter.close()
    const [first, second] = collector.spans
    t.same(first, { ...span, kind: 3, resource: { 'service.name': 'rushdesk' } })
    t.match(second, { kind: 2, parentId: '', attributes: {}, name: 'x'.repeat(300) })
    t.equal(collector.spans.length, 2)
  },
)

t.test('spans that a collector refuses are lost, and told of', async t => {
  const collector = await startCollector(t, [400])
  const losses: number[] = []
  const exporter = exporterTo(collector.url, (_error, lost) => losses.push(lost))
  for (let n = 0; n < 3; n++) exporter.record(span)
  await exporter.close()
  t.same(losses, [3])
})

t.test('whatever happens in a turn knows its span by the traceparent alone', async t => {
  const context = spanContextOf(`00-${span.traceId}-${span.spanId}-01`)
  t.same(context, { traceId: span.traceId, spanId: span.spanId, isSampled: true })
  t.equal(spanContextOf(`00-${span.traceId}-${span.spanId}-00`).isSampled, false)
  const turn = turnSpanId(span.spanId)
  t.match(turn, /^[0-9a-f]{16}$/)
  t.not(turn, span.spanId)
  t.equal(turnSpanId(turn), span.spanId)
})
