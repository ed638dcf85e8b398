// Overload control: refuses turns that would not be answered in time, so that the others are. It looks at how long a
// turn has waited to be read, and at how many turns the process works on. Turns that cost more than a lookup give way
// long before the others: a crowd that asks what all ask gets its answers. A turn that was let in is never refused
// here.
import type { Clock } from '../clock.js'
import { bucketRule } from './bucket.js'
import { createConcurrencyLimit, type Goal } from './concurrency-limit.js'
import type { LoopClock } from './loop-clock.js'
import { createLocalQuota } from './quota.memory.js'
import type { RateLimitHeaders } from './rate-limit.js'
import { createTally, retryAfterS } from './retry-after.js'

export interface Overload {
  /** True when a turn that is read now has to be refused. Asked once a turn: a refusal is counted. */
  refuses(): boolean
  /** The same without counting, for a look before the turn is read. */
  isFull(): boolean
  /** True when the remaining room is kept for turns that a lookup answers. */
  isCrowded(): boolean
  /** Asked once of each turn that costs more than that: a refusal is counted. */
  refusesCostly(): boolean
  /** The same without counting, for a look before it is known whose turn it is. */
  isFullForCostly(): boolean
  /** Headers and waiting time for a refused turn. */
  refusal(): { readonly retryAfterS: number; readonly headers: RateLimitHeaders }
  /** Epoch milliseconds: when a turn that is read now began to wait. */
  arrivedAt(): number
  /** Work on a turn begins: when it is admitted, and again when what it waited for has come. */
  workStarted(): void
  /** The work ends after `ownMs`: the turn is answered, or waits for the vendor, an earlier turn or a seat. */
  workEnded(ownMs: number, isCheap: boolean): void
  /** Turns that are worked on, and how many may be, for /admin/status. */
  inFlight(): number
  limit(): number
}

export interface OverloadDeps {
  readonly loopClock: LoopClock
  readonly clock: Clock
  /** A clock that never jumps. */
  readonly steady: Clock
  /** More turns wait for the vendor than it can answer in time. */
  isVendorBehind(): boolean
  /** In [0, 1). */
  random(): number
  /** The rate limit headers of every reply to a turn. */
  headers(): RateLimitHeaders
}

/** In a crowd a turn that waited longer to be read is refused: it must be answered within 500 ms. */
const WAITED_MAX_MS = 150
/** Turns at once that are never refused. When they take long, the machine is busy with something else or the process
 *  has just started, and refusing would help nobody: at 1,000 turns a second they are answered within 160 ms. */
export const LEAST_TURNS = 160
/** The same for costly turns. As long as a crowd lasts, so many of them are under way, lookups wait behind them, and on a slow
 *  machine they wait for each other: with 104 a flood of new questions got promises in place of answers, and promises cost more. */
export const LEAST_COSTLY_TURNS = 24
/** Further costly turns that are let in when a crowd begins: a hundred customers at once. */
export const SPARE_TURNS = 100
const SPARE_AGAIN_S = 10
/** Mean time of a stretch of work on a turn, above which turns of every kind are refused. */
export const TARGET_MS = 150
/** The same before costly turns are, where they are among themselves. */
export const COSTLY_TARGET_MS = 50
/** The same where a lookup answers some of the turns: costly ones give way to them. With one limit of 50 ms for all
 *  kinds the surge rehearsal answered 85 to 99 % of the exact questions, with these it answers 99.8 % and more. */
export const LOOKUP_TARGET_MS = 25

const allGoal: Goal = { targetMs: TARGET_MS, leastTurns: LEAST_TURNS }
const costlyGoal: Goal = { targetMs: COSTLY_TARGET_MS, leastTurns: LEAST_COSTLY_TURNS }
const lookupGoal: Goal = { targetMs: LOOKUP_TARGET_MS, leastTurns: LEAST_COSTLY_TURNS }

export function createOverload(deps: OverloadDeps): Overload {
  const { loopClock, clock, steady, isVendorBehind, random, headers } = deps
  let inFlight = 0
  const limit = createConcurrencyLimit()
  const costly = createConcurrencyLimit()
  const spare = createLocalQuota(bucketRule(SPARE_TURNS / SPARE_AGAIN_S, SPARE_TURNS), steady)
  const refused = createTally(clock)
  const worked = createTally(clock)

  /** A long wait with few turns at hand was a pause, not a crowd: the turns that met it are answered. */
  const waitedTooLong = () => inFlight >= LEAST_TURNS && clock.now() - loopClock.arrivedAt() > WAITED_MAX_MS
  const isTooMuch = () => inFlight >= limit.turns() || waitedTooLong()
  const isBusy = () => inFlight >= costly.turns()

  const counted = (isRefused: boolean) => {
    if (isRefused) refused.add()
    return isRefused
  }

  return {
    refuses: () => counted(isTooMuch()),
    isFull: isTooMuch,
    isCrowded: () => isBusy() || isVendorBehind(),
    // Those who come all at once have their room in the vendor's queue: behind it there is none to spare.
    refusesCostly: () => counted(isVendorBehind() || (isBusy() && !spare.spend())),
    isFullForCostly: () => isVendorBehind() || (isBusy() && spare.left() < 1),
    refusal: () => ({
      retryAfterS: retryAfterS(refused.sum(), Math.max(1, worked.sum() / 10), random()),
      headers: headers(),
    }),
    arrivedAt: loopClock.arrivedAt,
    workStarted() {
      inFlight += 1
    },
    workEnded(ownMs, isCheap) {
      const sample = { ownMs, endedAt: clock.now(), inFlight }
      limit.onSample(sample, allGoal)
      costly.onSample(sample, isCheap ? lookupGoal : costlyGoal)
      inFlight -= 1
      worked.add()
    },
    inFlight: () => inFlight,
    limit: () => Math.floor(limit.turns()),
  }
}

/** OVERLOAD=off: the clock runs, nothing is refused. */
export function overloadOff(loopClock: LoopClock): Overload {
  return {
    refuses: () => false,
    isFull: () => false,
    isCrowded: () => false,
    refusesCostly: () => false,
    isFullForCostly: () => false,
    refusal: () => ({ retryAfterS: 1, headers: {} }),
    arrivedAt: loopClock.arrivedAt,
    workStarted() {},
    workEnded() {},
    inFlight: () => 0,
    limit: () => Number.POSITIVE_INFINITY,
  }
}
