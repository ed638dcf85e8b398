// The breaker: turns that only fail, several in a row, open it; after a while one probe decides. The state machine is
// pure; createBreaker keeps the state, and tells the cluster through BreakerShare. Nothing is shared on success.
import type { Clock } from '../clock.js'
import type { BreakerNews, BreakerShare } from './breaker-share.js'
import type { LlmFailure } from './llm.js'

export type BreakerState =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'probing' }

export interface BreakerLimits {
  /** Failed turns in a row that open it. */
  readonly failures: number
  readonly openMs: number
}

/** How a turn (not an attempt) ended, as the breaker sees it. */
export type TurnEnd =
  | 'answered'
  /** Every attempt failed by the vendor's fault. */
  | 'failed'
  /** The vendor works and would not take this prompt: one customer's text must not cut off everyone. */
  | 'refused'
  /** Nothing was learned: cancelled, or out of time. */
  | 'dropped'

export type BreakerEvent =
  | { readonly kind: 'turn'; readonly end: TurnEnd }
  | { readonly kind: 'probe'; readonly end: TurnEnd }
  | { readonly kind: 'probe-taken' }
  /** Another process owns the probe. */
  | { readonly kind: 'probe-elsewhere' }
  | { readonly kind: 'news'; readonly news: BreakerNews }

/** How soon a process that may not probe asks again, should the owner of the probe have died. */
export const PROBE_RETRY_MS = 1000

export function nextBreaker(
  state: BreakerState,
  event: BreakerEvent,
  limits: BreakerLimits & { readonly now: number },
): BreakerState {
  const { now } = limits
  switch (event.kind) {
    case 'turn':
      return state.kind === 'closed' ? afterTurn(state, event.end, limits) : state
    case 'probe':
      return state.kind === 'probing' ? afterProbe(event.end, limits) : state
    case 'probe-taken':
      return state.kind === 'open' && now >= state.until ? { kind: 'probing' } : state
    case 'probe-elsewhere':
      return state.kind === 'probing'
        ? { kind: 'open', until: now + Math.min(PROBE_RETRY_MS, limits.openMs) }
        : state
    case 'news':
      if (event.news.kind === 'closed') return closed
      // A probe under way is younger than the news.
      return state.kind === 'probing' ? state : { kind: 'open', until: now + event.news.forMs }
  }
}

const closed: BreakerState = { kind: 'closed', failures: 0 }

type BreakerBounds = BreakerLimits & { readonly now: number }

function afterTurn(
  state: BreakerState & { kind: 'closed' },
  end: TurnEnd,
  bounds: BreakerBounds,
): BreakerState {
  if (end === 'answered') return state.failures === 0 ? state : closed
  if (end !== 'failed') return state
  const failures = state.failures + 1
  return failures < bounds.failures
    ? { kind: 'closed', failures }
    : { kind: 'open', until: bounds.now + bounds.openMs }
}

function afterProbe(end: TurnEnd, bounds: BreakerBounds): BreakerState {
  switch (end) {
    case 'answered':
    case 'refused':
      return closed
    case 'failed':
      return { kind: 'open', until: bounds.now + bounds.openMs }
    case 'dropped':
      // The next turn probes at once.
      return { kind: 'open', until: bounds.now }
  }
}

/** The verdict of a turn's last failure on the vendor; `hasFailed`: an earlier attempt of the turn failed too. */
export function turnEndOf(why: LlmFailure, hasFailed: boolean): TurnEnd {
  switch (why) {
    case 'refused':
    case 'declined':
      return 'refused'
    case 'breaker-open':
    case 'queue-full':
    case 'aborted':
      return 'dropped'
    case 'deadline':
      // A vendor that had less than its usual time is not to blame, unless it had failed this turn before.
      return hasFailed ? 'failed' : 'dropped'
    default:
      return 'failed'
  }
}

/** In which role a turn passed the breaker; handed back with its end. */
export type Pass = 'turn' | 'probe'

export interface Breaker {
  state(): BreakerState
  /** True while nothing can pass. */
  refuses(): boolean
  /** Lets a turn pass, as the probe if it is time for one; undefined refuses it. Each pass must be reported. */
  admit(): Promise<Pass | undefined>
  report(pass: Pass, end: TurnEnd): void
}

export interface BreakerDeps {
  readonly clock: Clock
  readonly share: BreakerShare
  /** Called with each move from one state to another, by this process or another. */
  readonly onMove: (from: BreakerState['kind'], to: BreakerState['kind']) => void
}

export function createBreaker(limits: BreakerLimits, { clock, share, onMove }: BreakerDeps): Breaker {
  let state: BreakerState = closed
  const move = (event: BreakerEvent): BreakerState => {
    const from = state.kind
    state = nextBreaker(state, event, { failures: limits.failures, openMs: limits.openMs, now: clock.now() })
    if (state.kind !== from) onMove(from, state.kind)
    return state
  }
  share.listen(news => move({ kind: 'news', news }))

  async function takeProbe(): Promise<Pass | undefined> {
    if (state.kind === 'probing' || move({ kind: 'probe-taken' }).kind !== 'probing') return undefined
    // Away from the cluster this process probes for itself: that is what "local when Redis is away" means.
    const isOurs = await share.tryProbe().catch(() => true)
    // Another process's probe has ended well in the meantime.
    if (state.kind === 'closed') return 'turn'
    if (isOurs) return 'probe'
    move({ kind: 'probe-elsewhere' })
    return undefined
  }

  return {
    state: () => state,
    refuses: () => state.kind === 'probing' || (state.kind === 'open' && clock.now() < state.until),
    admit: async () => (state.kind === 'closed' ? 'turn' : takeProbe()),
    report(pass, end) {
      const before = state
      const after = move({ kind: pass, end })
      if (after === before) return
      if (after.kind === 'open' && after.until > clock.now())
        share.announce({ kind: 'open', forMs: limits.openMs })
      if (after.kind === 'closed' && before.kind !== 'closed') share.announce({ kind: 'closed' })
    },
  }
}
