// A turn as spans: what is a part of what, and which of them there are.
import t from 'tap'
import { requestSpan, turnSpans } from '../../src/ops/turn-spans.js'
import { turnSpanId } from '../../src/trace/span.js'

const [traceId, spanId, caller] = ['a'.repeat(32), 'b'.repeat(16), 'c'.repeat(16)]
const steps = { frontMs: 1, maskMs: 2, placeMs: 3, answerMs: 100, vendorMs: 90, commitMs: 4 }

type TurnSeen = Parameters<typeof turnSpans>[0]

function turnWith(own: object = {}, entry: string | undefined = '/chat'): TurnSeen {
  const trace = { traceId, traceparent: `00-${traceId}-${spanId}-01`, parentSpan: caller }
  const order = { trace, admittedAt: 1_000, ...(entry !== undefined && { entry }) }
  return { turnId: 't', order, meter: { steps }, maskedTurn: {}, isPromised: false, ...own } as never
}

const reply = { turn: { answer: { source: 'llm', level: 0, text: '明天' } } } as never
const answered = { dialogId: 'd', endMs: 1_110, status: 200, reply }
const broken = {
  dialogId: 'd',
  endMs: 1_110,
  status: 503,
  problem: { kind: 'store-away', status: 503 },
} as const
let ids = 0
const newId = () => String(ids++).padStart(16, '0')

t.test('an answered turn has its steps one after the other, and no text', async t => {
  const spans = turnSpans(turnWith(), answered, newId)
  t.match(spans, [
    { name: 'turn', spanId: turnSpanId(spanId), parentId: spanId, startMs: 1_000, endMs: 1_110 },
    { name: 'mask', parentId: turnSpanId(spanId), startMs: 1_001, endMs: 1_003 },
    { name: 'begin', startMs: 1_003, endMs: 1_006 },
    { name: 'commit', startMs: 1_106, endMs: 1_110 },
  ])
  t.match(spans[0]?.attributes, { 'rushdesk.source': 'llm', 'rushdesk.degrade_level': 0 })
  t.notMatch(JSON.stringify(spans), '明天')
})

t.test('a turn that failed was not committed, and one that asked for no place did not begin', async t => {
  const names = turnSpans(turnWith({ maskedTurn: undefined }), broken, newId).map(({ name }) => name)
  t.same(names, ['turn', 'mask'])
})

t.test('a try of a promised turn that failed has a span of its own', async t => {
  const [failed] = turnSpans(turnWith({ isPromised: true }), broken, newId)
  t.match(failed, { parentId: spanId, error: 'store-away' })
  t.not(failed?.spanId, turnSpanId(spanId))
})

t.test('a request is part of what its caller does; a turn of another process came with none', async t => {
  t.match(requestSpan(turnWith(), answered), { name: 'POST /chat', spanId, parentId: caller, kind: 'server' })
  t.match(requestSpan(turnWith({}, '/ws'), answered), { name: 'WS /ws', attributes: { 'http.route': '/ws' } })
  t.match(requestSpan(turnWith(), broken), { error: 'store-away' })
  const adopted = { order: { trace: { traceparent: `00-${traceId}-${spanId}-01` }, admittedAt: 0 } }
  t.equal(requestSpan(turnWith(adopted), answered), undefined)
})
