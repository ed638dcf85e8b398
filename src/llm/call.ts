// A turn at one vendor, from its first attempt to its last: queue, breaker, call, retry.
import { type Clock, msLeft, pause } from '../clock.js'
import { type Stop, type StopSignal, stoppedWith } from '../stop.js'
import type { AttemptEnd } from './attempt-end.js'
import { type Breaker, type BreakerState, type Pass, type TurnEnd, turnEndOf } from './breaker.js'
import type { BreakerShare } from './breaker-share.js'
import type { Bulkhead } from './bulkhead.js'
import type { Endpoint, LlmAsk } from './endpoint.js'
import type { LlmFailure, LlmRequest, LlmResult, LlmUsage, VendorName } from './llm.js'
import { type RetryLimits, readRetryAfter, retryWait } from './retry.js'
import { allowsRetry, countCall, countRetry, type RetryBudget } from './retry-budget.js'
import { estimateUsage } from './usage.js'

export interface LlmCallHooks {
  readonly clock: Clock
  readonly share: BreakerShare
  readonly onCall: (call: CallReport) => void
  readonly onBreaker: (move: BreakerMove) => void
}

/** A vendor's breaker went from one state to another. */
export interface BreakerMove {
  readonly vendor: VendorName
  readonly from: BreakerState['kind']
  readonly to: BreakerState['kind']
}

/** One attempt, for metrics and health. */
export interface CallReport {
  readonly vendor: VendorName
  readonly outcome: 'answered' | LlmFailure
  readonly vendorMs: number
  /** Present whenever the vendor said something, also in a stream that broke. */
  readonly usage: LlmUsage | undefined
  readonly request: Pick<LlmRequest, 'traceparent' | 'model'>
  /** The model that the vendor says has answered. */
  readonly model: string | undefined
  /** Why an answer ended. */
  readonly finish: 'stop' | 'length' | 'tool_calls' | undefined
}

/** The parts that all turns' attempts share. */
export interface CallDeps extends LlmCallHooks {
  readonly name: VendorName
  readonly endpoint: Endpoint
  readonly bulkhead: Bulkhead
  readonly breaker: Breaker
  readonly retry: RetryLimits
  budget: RetryBudget
  /** Turns that wait to try again; close wakes them. */
  readonly waiting: Set<Stop>
  isClosed: boolean
}

/** The state of a turn between its attempts. */
interface LlmCall {
  readonly ask: LlmAsk
  attempts: number
  startedAt: number
  /** Of the last attempt. */
  attemptedAt: number
  pass: Pass | undefined
  /** How the last attempt failed. */
  failure: Failure | undefined
}

type Failure = AttemptEnd & { readonly kind: 'failed' }
type AnsweredAttempt = AttemptEnd & { readonly kind: 'answered' }

/** Asks until there is an answer or no further attempt makes sense. */
export async function callWithRetries(deps: CallDeps, ask: LlmAsk): Promise<LlmResult> {
  const turn: LlmCall = {
    ask,
    attempts: 0,
    startedAt: 0,
    attemptedAt: 0,
    pass: undefined,
    failure: undefined,
  }
  let result: LlmResult | undefined
  try {
    while (result === undefined) {
      const end = await nextAttempt(deps, turn)
      const waitMs = end.kind === 'answered' ? undefined : waitBeforeRetry(deps, turn, end)
      if (end.kind === 'answered') result = answered(deps, turn, end)
      else if (waitMs === undefined) result = giveUp(deps, turn, end)
      else {
        turn.failure = end
        await backOff(deps, ask.signal, waitMs)
      }
    }
    return result
  } finally {
    // A pass that is never reported would leave the breaker probing for ever.
    if (turn.pass !== undefined) deps.breaker.report(turn.pass, endOf(result, turn))
  }
}

/** Queue, breaker, call. What can be had without waiting is: each await costs a turn that runs through a microsecond. */
async function nextAttempt(deps: CallDeps, turn: LlmCall): Promise<AttemptEnd> {
  const { bulkhead, breaker, clock } = deps
  if (breaker.refuses()) return unsent('breaker-open')
  const entering = bulkhead.acquire(turn.ask.request.deadlineAt, turn.ask.signal)
  const entry = typeof entering === 'string' ? entering : await entering
  if (entry !== 'entered') return unsent(entry)
  const enteredAt = clock.now()
  try {
    const pass = breaker.state().kind === 'closed' ? 'turn' : await breaker.admit()
    if (pass === undefined) return unsent('breaker-open')
    turn.pass = pass
    begin(deps, turn)
    const end = withUsage(await deps.endpoint.attempt(turn.ask), turn.ask.request.messages)
    tell(deps, turn, end)
    return end
  } finally {
    bulkhead.release(clock.now() - enteredAt)
  }
}

function endOf(result: LlmResult | undefined, turn: LlmCall): TurnEnd {
  if (result === undefined) return 'dropped'
  return result.kind === 'answered' ? 'answered' : turnEndOf(result.why, turn.failure !== undefined)
}

/** Counts the attempt. */
function begin(deps: CallDeps, turn: LlmCall): void {
  const now = deps.clock.now()
  if (turn.attempts === 0) turn.startedAt = now
  deps.budget = turn.attempts === 0 ? countCall(deps.budget, now) : countRetry(deps.budget, now)
  turn.attempts++
  turn.attemptedAt = now
}

function tell(deps: CallDeps, { ask, attemptedAt }: LlmCall, end: AttemptEnd): void {
  deps.onCall({
    vendor: deps.name,
    outcome: end.kind === 'answered' ? 'answered' : end.why,
    vendorMs: deps.clock.now() - attemptedAt,
    usage: end.usage,
    request: ask.request,
    model: end.model,
    finish: end.kind === 'answered' ? finishOf(end) : undefined,
  })
}

function finishOf({ calls, isTruncated }: AnsweredAttempt): CallReport['finish'] {
  if (calls !== undefined) return 'tool_calls'
  return isTruncated ? 'length' : 'stop'
}

function unsent(why: LlmFailure): Failure {
  return { kind: 'failed', why, retryAfter: undefined, text: '', usage: undefined }
}

function withUsage(end: AttemptEnd, messages: string): AttemptEnd {
  return end.usage === undefined && end.text !== ''
    ? { ...end, usage: estimateUsage(messages, end.text) }
    : end
}

function waitBeforeRetry(deps: CallDeps, turn: LlmCall, end: Failure): number | undefined {
  const now = deps.clock.now()
  if (deps.isClosed || turn.pass === 'probe' || !allowsRetry(deps.budget, now)) return undefined
  const failed = {
    attempt: turn.attempts,
    why: end.why,
    retryAfterMs: readRetryAfter(end.retryAfter, now),
    streamed: end.text !== '',
  }
  return retryWait(failed, deps.retry, msLeft(turn.ask.request.deadlineAt, now))
}

function backOff(deps: CallDeps, signal: StopSignal, waitMs: number): Promise<void> {
  return stoppedWith(signal, async wake => {
    deps.waiting.add(wake)
    await pause(waitMs, wake)
    deps.waiting.delete(wake)
  })
}

/** Spelled out: a spread here costs more than all the rest of a turn's bookkeeping (perf/benches/llm-client.ts). */
function answered(deps: CallDeps, turn: LlmCall, end: AnsweredAttempt): LlmResult {
  const { text, isTruncated, usage, calls } = end
  const { name: vendor } = deps
  return { kind: 'answered', text, isTruncated, usage, calls, vendor, vendorMs: vendorMs(deps, turn) }
}

function giveUp(deps: CallDeps, turn: LlmCall, end: Failure): LlmResult {
  const why = wordFor(deps, turn, end.why)
  return { kind: 'failed', why, streamed: end.text !== '', vendorMs: vendorMs(deps, turn) }
}

/** A retry that could not be sent leaves the word to the attempt that failed before it. */
function wordFor(deps: CallDeps, turn: LlmCall, why: LlmFailure): LlmFailure {
  if (deps.isClosed) return 'aborted'
  return why === 'breaker-open' || why === 'queue-full' ? (turn.failure?.why ?? why) : why
}

function vendorMs(deps: CallDeps, turn: LlmCall): number {
  return turn.attempts === 0 ? 0 : deps.clock.now() - turn.startedAt
}
