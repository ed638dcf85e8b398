// What goes to a collector, read back by the field numbers of its protobuf.
import t from 'tap'
import { encodeSpans } from '../../src/trace/otlp.js'
import { spanContextOf, type TraceSpan, turnSpanId } from '../../src/trace/span.js'
import { readSpans } from '../support/trace/otlp.js'

const span: TraceSpan = {
  ...{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), parentId: 'c'.repeat(16) },
  ...{ name: 'chat 模型', kind: 'client', startMs: 1_794_355_200_000, endMs: 1_794_355_200_123 },
  attributes: { text: '值', yes: true, no: false, whole: 300, negative: -1, share: 0.5, list: ['stop', ''] },
  error: 'timeout',
}

t.test('spans arrive as they are, under the resource of their process', async t => {
  const { parentId: _parent, error: _error, ...plain } = span
  const bare: TraceSpan = { ...plain, kind: 'server', attributes: {} }
  const long: TraceSpan = { ...bare, name: 'x'.repeat(300) }
  const [first, second, third] = readSpans(encodeSpans({ 'service.name': 'rushdesk' }, [span, bare, long]))
  t.same(first, { ...span, kind: 3, resource: { 'service.name': 'rushdesk' } })
  t.match(second, { kind: 2, parentId: '', error: undefined, attributes: {} })
  t.equal(third?.name, 'x'.repeat(300))
  t.same(readSpans(encodeSpans({}, [])), [])
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
