// A turn as spans: the request that it came with, the turn, its steps. The steps stand one after the other, each as long
// as the turn's meter says. Pure.
import type { TurnReply } from '../dialog/chat.js'
import type { Turn } from '../dialog/turn/turn.js'
import type { Problem } from '../problem.js'
import { type Attributes, spanContextOf, type TraceSpan, turnSpanId } from '../trace/span.js'

type TurnSeen = Pick<Turn, 'turnId' | 'order' | 'meter' | 'maskedTurn' | 'isPromised'>

/** How a turn ended, or that it was promised. */
export interface TurnOutcome {
  readonly dialogId: string
  readonly endMs: number
  readonly status: number
  readonly reply?: Pick<TurnReply, 'turn'>
  readonly problem?: Pick<Problem, 'kind' | 'status'>
}

export function isTraced({ order }: Pick<Turn, 'order'>): boolean {
  return spanContextOf(order.trace.traceparent).isSampled
}

/** The request's own span. Undefined for a turn that came without one: another process had promised it. */
export function requestSpan(
  { order }: TurnSeen,
  { endMs, status, problem }: TurnOutcome,
): TraceSpan | undefined {
  if (order.entry === undefined) return undefined
  const { traceId, spanId } = spanContextOf(order.trace.traceparent)
  const isSocket = order.entry === '/ws'
  return {
    traceId,
    spanId,
    parentId: order.trace.parentSpan,
    name: isSocket ? `WS ${order.entry}` : `POST ${order.entry}`,
    kind: 'server',
    startMs: order.admittedAt,
    endMs,
    attributes: {
      'http.route': order.entry,
      ...(!isSocket && { 'http.request.method': 'POST', 'http.response.status_code': status }),
    },
    error: problem && problem.status >= 500 ? problem.kind : undefined,
  }
}

/** `newSpanId` makes 16 random hex digits. */
export function turnSpans(turn: TurnSeen, outcome: TurnOutcome, newSpanId: () => string): TraceSpan[] {
  const { traceId, spanId } = spanContextOf(turn.order.trace.traceparent)
  // A promised turn that fails is tried again: calls name the span of the last try as the one that they are part of.
  const own = outcome.problem && turn.isPromised ? newSpanId() : turnSpanId(spanId)
  const { frontMs, maskMs, placeMs, answerMs, commitMs } = turn.meter.steps
  let at = turn.order.admittedAt + frontMs
  const step = (name: string, ms: number): TraceSpan => {
    const startMs = at
    at += ms
    const ids = { traceId, spanId: newSpanId(), parentId: own }
    return { ...ids, name, kind: 'internal', startMs, endMs: at, attributes: {} }
  }
  const mask = step('mask', maskMs)
  const begin = step('begin', placeMs)
  at += answerMs
  const commit = step('commit', commitMs)
  const { problem } = outcome
  const whole: TraceSpan = {
    traceId,
    spanId: own,
    parentId: spanId,
    name: 'turn',
    kind: 'internal',
    startMs: turn.order.admittedAt,
    endMs: outcome.endMs,
    attributes: turnAttributes(turn, outcome),
    error: problem && problem.status >= 500 ? problem.kind : undefined,
  }
  // A turn that the store was never asked about has no place in it.
  const placed = turn.maskedTurn === undefined ? [] : [begin]
  return [whole, mask, ...placed, ...(outcome.reply ? [commit] : [])]
}

function turnAttributes({ turnId }: TurnSeen, { dialogId, reply, problem }: TurnOutcome): Attributes {
  const { source, level, reason, variant } = reply?.turn.answer ?? {}
  const known = { source, degrade_level: level, reason, variant, problem: problem?.kind }
  return {
    'rushdesk.turn_id': turnId,
    'rushdesk.dialog_id': dialogId,
    ...Object.fromEntries(
      Object.entries(known).flatMap(([name, value]) =>
        value === undefined ? [] : [[`rushdesk.${name}`, value]],
      ),
    ),
  }
}
