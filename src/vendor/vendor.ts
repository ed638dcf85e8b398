// One vendor: a turn's attempts from the first to the last, through queue, breaker and retry plan.
import { type Clock, msLeft, pause } from '../clock.js'
import type { AttemptEnd } from './attempt.js'
import {
  type Breaker,
  type BreakerLimits,
  type BreakerShare,
  type BreakerState,
  createBreaker,
  type Pass,
  type TurnEnd,
  turnEndOf,
} from './breaker.js'
import { allowsRetry, countCall, countRetry, freshBudget, type RetryBudget } from './budget.js'
import { type Ask, type Caller, createCaller, type Endpoint } from './caller.js'
import { createGate, type Gate, type GateGauges } from './gate.js'
import type { LlmFailure, LlmResult, LlmUsage, VendorName } from './llm.js'
import { type RetryLimits, readRetryAfter, retryWait } from './retry.js'
import { estimateUsage } from './usage.js'

export interface VendorLimits {
  readonly connections: number
  /** For a whole call; of a stream, for the first token and between tokens. */
  readonly timeoutMs: number
  readonly retry: RetryLimits
  readonly breaker: BreakerLimits
}

export interface VendorPorts {
  readonly clock: Clock
  readonly share: BreakerShare
  readonly onCall: (call: CallReport) => void
}

/** One attempt, for metrics and health. */
export interface CallReport {
  readonly vendor: VendorName
  readonly outcome: 'answered' | LlmFailure
  readonly vendorMs: number
  /** Present whenever the vendor said something, also in a stream that broke. */
  readonly usage: LlmUsage | undefined
}

export interface VendorStatus extends GateGauges {
  readonly vendor: VendorName
  readonly breaker: BreakerState
}

export interface Vendor {
  ask(ask: Ask): Promise<LlmResult>
  status(): VendorStatus
  close(): Promise<void>
}

export function createVendor(
  { name, ...endpoint }: Endpoint & { readonly name: VendorName },
  limits: VendorLimits,
  ports: VendorPorts,
): Vendor {
  const caller = createCaller(endpoint, limits, ports.clock)
  const gate = createGate(limits.connections, ports.clock)
  const breaker = createBreaker(limits.breaker, ports.clock, ports.share)
  const parts: Parts = {
    ...ports,
    name,
    caller,
    gate,
    breaker,
    retry: limits.retry,
    budget: freshBudget,
    isClosed: false,
  }
  return {
    ask: ask => runTurn(parts, ask),
    status: () => ({ vendor: name, breaker: breaker.state(), ...gate.gauges() }),
    close() {
      parts.isClosed = true
      gate.close()
      return caller.close()
    },
  }
}

interface Parts extends VendorPorts {
  readonly name: VendorName
  readonly caller: Caller
  readonly gate: Gate
  readonly breaker: Breaker
  readonly retry: RetryLimits
  budget: RetryBudget
  isClosed: boolean
}

/** What is known of a turn between its attempts. */
interface Turn extends Ask {
  attempts: number
  startedAt: number
  pass: Pass | undefined
  /** How the last attempt failed. */
  failure: Failure | undefined
}

type Failure = AttemptEnd & { readonly at: 'failed' }

async function runTurn(parts: Parts, ask: Ask): Promise<LlmResult> {
  const turn: Turn = { ...ask, attempts: 0, startedAt: 0, pass: undefined, failure: undefined }
  let end: TurnEnd = 'dropped'
  try {
    const result = await runAttempts(parts, turn)
    end = result.at === 'answered' ? 'answered' : turnEndOf(result.why, turn.failure !== undefined)
    return result
  } finally {
    // A pass that is never reported would leave the breaker probing for ever.
    if (turn.pass !== undefined) parts.breaker.report(turn.pass, end)
  }
}

async function runAttempts(parts: Parts, turn: Turn): Promise<LlmResult> {
  for (;;) {
    const end = await nextAttempt(parts, turn)
    if (typeof end === 'string') return giveUp(parts, turn, { why: end, text: '' })
    if (end.at === 'answered') return { ...end, vendor: parts.name, vendorMs: vendorMs(parts, turn) }
    if (parts.isClosed) return giveUp(parts, turn, { why: 'aborted', text: end.text })
    const waitMs = turn.pass === 'probe' ? undefined : waitBeforeRetry(parts, turn, end)
    if (waitMs === undefined) return giveUp(parts, turn, end)
    turn.failure = end
    await pause(waitMs, turn.signal)
  }
}

/** Queue, breaker, call. A word instead of an end: nothing was sent. */
async function nextAttempt(parts: Parts, turn: Turn): Promise<AttemptEnd | LlmFailure> {
  const { gate, breaker, clock } = parts
  if (breaker.refuses()) return 'breaker-open'
  const entry = await gate.enter(turn.request.deadlineAt, turn.signal)
  if (entry !== 'entered') return entry
  const enteredAt = clock.now()
  try {
    const pass = await breaker.admit()
    if (pass === undefined) return 'breaker-open'
    turn.pass = pass
    return await attempt(parts, turn)
  } finally {
    gate.leave(clock.now() - enteredAt)
  }
}

async function attempt(parts: Parts, turn: Turn): Promise<AttemptEnd> {
  const startedAt = parts.clock.now()
  if (turn.attempts === 0) {
    turn.startedAt = startedAt
    parts.budget = countCall(parts.budget, startedAt)
  } else {
    parts.budget = countRetry(parts.budget, startedAt)
  }
  turn.attempts++
  const end = withUsage(await parts.caller.attempt(turn), turn.request.messages)
  parts.onCall({
    vendor: parts.name,
    outcome: end.at === 'answered' ? 'answered' : end.why,
    vendorMs: parts.clock.now() - startedAt,
    usage: end.usage,
  })
  return end
}

function withUsage(end: AttemptEnd, messages: string): AttemptEnd {
  return end.usage === undefined && end.text !== ''
    ? { ...end, usage: estimateUsage(messages, end.text) }
    : end
}

function waitBeforeRetry(parts: Parts, turn: Turn, end: Failure): number | undefined {
  const now = parts.clock.now()
  if (!allowsRetry(parts.budget, now)) return undefined
  const failed = {
    attempt: turn.attempts,
    why: end.why,
    retryAfterMs: readRetryAfter(end.retryAfter, now),
    streamed: end.text !== '',
  }
  return retryWait(failed, parts.retry, msLeft(turn.request.deadlineAt, now))
}

/** The turn's failure. A retry that could not be sent leaves the word to the attempt that failed before it. */
function giveUp(parts: Parts, turn: Turn, end: Pick<Failure, 'why' | 'text'>): LlmResult {
  const isUnsent = end.why === 'breaker-open' || end.why === 'queue-full'
  return {
    at: 'failed',
    why: isUnsent ? (turn.failure?.why ?? end.why) : end.why,
    streamed: end.text !== '',
    vendorMs: vendorMs(parts, turn),
  }
}

function vendorMs(parts: Parts, turn: Turn): number {
  return turn.attempts === 0 ? 0 : parts.clock.now() - turn.startedAt
}
