// The degradation ladder as a pure state machine: which level the signals ask for, and when it may be left again.
// A level rises at once and falls one rung at a time, each after 30 s in which nothing asked for it.
import type { Level } from '../answer/answer.js'

/** Counts of the last ten seconds, summed over the cluster, and the state of vendor, store and seats. */
export interface Signals {
  /** Turns that ended, and those that spent more than 200 ms outside the vendor. */
  readonly turns: number
  readonly slowTurns: number
  /** Calls the vendor was sent, those longer than LLM_SLOW_MS, and those that failed by its fault. */
  readonly calls: number
  readonly slowCalls: number
  readonly failedCalls: number
  /** Calls that found the queue in front of the vendor full; not among `calls`. */
  readonly refusedCalls: number
  readonly breakerOpen: boolean
  /** Customers who wait for a promised turn that could run, and those who have for longer than LAG_MS. */
  readonly pendingCustomers: number
  readonly laggingCustomers: number
  /** A seat is online and the handoff queue takes more. */
  readonly seatsFree: boolean
  readonly storeAway: boolean
}

/** Why a level is in force: a stable word for logs, metrics and answers. */
export type Cause =
  | 'all-well'
  | 'own-time'
  | 'vendor-slow'
  | 'vendor-errors'
  | 'breaker-open'
  /** Level 2 for a minute, and still asked for. */
  | 'vendor-down'
  | 'pending-lag'
  | 'nothing-left'
  /** Nothing asks for this level any more; it is a rung on the way down. */
  | 'recovering'

export interface LadderState {
  readonly level: Level
  readonly cause: Cause
  /** When this level was entered. All times are the agreeing clock's, in milliseconds. */
  readonly since: number
  /** Since when nothing has asked for this level. */
  readonly calmSince?: number
}

export const HEALTH_MS = 30_000
const LONG_OUTAGE_MS = 60_000
/** A promised turn that could run and has not been answered for so long lags. */
export const LAG_MS = 10_000
/** The wait of one customer says nothing about the cluster. */
const FEWEST_LAGGING = 2
/** Above this share of the waiting customers. */
const LAGGING = 0.1
/** Ratios of fewer events say nothing. */
export const FEWEST = 20
/** "P99 above a bound" and "more than this share is above it" are the same claim, and shares can be summed. */
const ABOVE_P99 = 0.01
/** Of fewer than a hundred events a single slow one is already more than 1 %, and says nothing. */
const FEWEST_SLOW = 2
const ERRORS_LEAN = 0.05
const ERRORS_RETRIEVAL = 0.3

type Demand = readonly [Level, Cause]

export const wellSince = (now: number): LadderState => ({ level: 0, cause: 'all-well', since: now })

/** The state after `signals` were seen at `now`; the same object when nothing changes. */
export function nextLevel(state: LadderState, signals: Signals, now: number): LadderState {
  const [level, cause] = demandIn(state, signals, now)
  if (level > state.level) return { level, cause, since: now }
  if (level === state.level) {
    const isSame = state.calmSince === undefined && state.cause === cause
    return isSame ? state : { level, cause, since: state.since }
  }
  // A clock that went back (a store's failover) starts the wait anew instead of making it endless.
  if (state.calmSince === undefined || state.calmSince > now) return { ...state, calmSince: now }
  return now - state.calmSince < HEALTH_MS ? state : oneRungDown(state, [level, cause], now)
}

function oneRungDown(state: LadderState, [wanted, cause]: Demand, now: number): LadderState {
  const level = (state.level - 1) as Level
  if (level === wanted) return { level, cause, since: now }
  return { level, cause: 'recovering', since: now, calmSince: now }
}

/** The level that the signals ask for; a vendor that stays away asks for people after a minute. */
function demandIn({ level, since }: LadderState, signals: Signals, now: number): Demand {
  const demand = demandOf(signals)
  const isLongAway = level > 2 || (level === 2 && now - since >= LONG_OUTAGE_MS)
  return demand[0] === 2 && isLongAway ? [3, 'vendor-down'] : demand
}

/** The highest level whose entry condition holds. */
function demandOf(s: Signals): Demand {
  const vendorFails = s.breakerOpen || share(s.failedCalls, s.calls) > ERRORS_RETRIEVAL
  const vendorFull = share(s.refusedCalls, s.calls + s.refusedCalls) > ERRORS_RETRIEVAL
  if (s.storeAway && !s.seatsFree && (vendorFails || vendorFull)) return [4, 'nothing-left']
  if (isLagging(s)) return [3, 'pending-lag']
  if (s.breakerOpen) return [2, 'breaker-open']
  if (vendorFails) return [2, 'vendor-errors']
  if (share(s.failedCalls, s.calls) > ERRORS_LEAN) return [1, 'vendor-errors']
  if (isP99Slow(s.slowCalls, s.calls)) return [1, 'vendor-slow']
  if (isP99Slow(s.slowTurns, s.turns)) return [1, 'own-time']
  return [0, 'all-well']
}

const isLagging = ({ laggingCustomers, pendingCustomers }: Signals) =>
  laggingCustomers >= FEWEST_LAGGING && laggingCustomers > LAGGING * pendingCustomers
const isP99Slow = (slow: number, whole: number) => slow >= FEWEST_SLOW && share(slow, whole) > ABOVE_P99
const share = (part: number, whole: number) => (whole < FEWEST ? 0 : part / whole)
