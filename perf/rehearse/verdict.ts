// Was every promise kept? A run of a scenario against what it promises. Pure.

import { RESPONSE_MS } from '../../src/ops/bad-second.js'
import { checkTakenBack } from './bad-release.js'
import { atLeastShare, atMost, atMostShare, type Check } from './check.js'
import type { DeskRecord } from './desk.js'
import { checkLevels, type LevelSample } from './level.js'
import { checkPeople } from './people.js'
import { type FaultSpan, type Scenario, SHOP_AFTERMATH_S, STORE_AFTERMATH_S, secondsOf } from './scenario.js'
import { bySecond, percentile, type Second, unavailableSeconds } from './seconds.js'
import { isAnswered, isPending, isRefused, isReset, isServerFault, sourceOf, type Turn } from './turns.js'

/** The server's configured limits. */
export interface ServerLimits {
  /** 0: no limit. */
  readonly ratePerS: number
  readonly rateBurst: number
  readonly deadlineMs: number
}

export interface Run {
  readonly scenario: Scenario
  readonly turns: readonly Turn[]
  readonly levels: readonly LevelSample[]
  /** Where seats were online. */
  readonly desk?: DeskRecord
  readonly limits: ServerLimits
  /** P99 of the delay of the load client's own event loop: what it adds to the latencies it measures. */
  readonly clientLagMs: number
}

export interface Verdict {
  readonly checks: readonly Check[]
  readonly unavailableS: number
}

/** Between the deadline and a poller's knowing of it. */
const POLL_SLACK_MS = 1_000

export function judge(run: Run): Verdict {
  const { turns, limits } = run
  const { pendingTurns, faults } = run.scenario
  const seconds = bySecond(turns, secondsOf(run.scenario))
  const unavailableS = unavailableSeconds(seconds)
  const checks = [
    checkLatency(turns),
    checkServerFaults(turns, pendingTurns.storeMayRefuse ? faults : []),
    ...(pendingTurns.mayReset ? [] : [checkResets(turns)]),
    checkPending(turns, limits.deadlineMs),
    checkRefused(turns, seconds, limits),
    ...checkVendorUse(turns, limits.ratePerS),
    ...(pendingTurns.isCalm ? checkCalm(turns) : []),
    ...(pendingTurns.answersExact ? [checkExact(turns)] : []),
    ...(pendingTurns.answersOrders ? [checkOrders(turns, faults)] : []),
    ...checkPeople(turns, run.desk),
    ...checkLevels(run.levels, pendingTurns.level, faults),
    ...checkTakenBack(run.levels, pendingTurns.takenBackWithinS, faults),
    atMost('unavailable seconds', unavailableS, pendingTurns.unavailableS),
  ]
  return { checks, unavailableS }
}

function checkLatency(turns: readonly Turn[]): Check {
  const p99 = percentile(
    turns.filter(turn => !isReset(turn)).map(turn => turn.firstMs),
    0.99,
  )
  return {
    promise: `P99 to the first response ≤ ${RESPONSE_MS} ms`,
    measured: p99 === undefined ? 'no response' : `${p99.toFixed(0)} ms`,
    isKept: p99 !== undefined && p99 <= RESPONSE_MS,
  }
}

/** The stated policy: who is under way while the store is away, or comes shortly after, may get a 503 that says so. */
function checkServerFaults(turns: readonly Turn[], away: readonly FaultSpan[]): Check {
  const isStated = ({ first, dueMs, wholeMs }: Turn) =>
    first.problem === 'store-away' &&
    away.some(({ fromS, toS }) => dueMs + wholeMs >= 1000 * fromS && dueMs < 1000 * (toS + STORE_AFTERMATH_S))
  const faults = turns.filter(isServerFault)
  const stated = faults.filter(isStated).length
  const others = faults.length - stated
  return {
    promise: away.length > 0 ? '5xx other than store-away: 0' : '5xx: 0',
    measured: `${others}${byProblem(faults)}`,
    isKept: others === 0,
  }
}

/** ` (3 store-away, 1 internal)`: which problems these turns got. */
function byProblem(turns: readonly Turn[]): string {
  const counts = new Map<string, number>()
  for (const { first } of turns) {
    const problem = first.problem ?? 'without a problem'
    counts.set(problem, (counts.get(problem) ?? 0) + 1)
  }
  return counts.size === 0 ? '' : ` (${[...counts].map(([problem, n]) => `${n} ${problem}`).join(', ')})`
}

const checkResets = (turns: readonly Turn[]) => atMost('broken connections', turns.filter(isReset).length, 0)

function checkPending(turns: readonly Turn[], deadlineMs: number): Check {
  const pending = turns.filter(isPending)
  const inTime = pending.filter(
    ({ followed }) => followed?.end.status === 200 && followed.ms <= deadlineMs + POLL_SLACK_MS,
  ).length
  return {
    promise: `every 202 is answered within ${deadlineMs / 1000} s`,
    measured: `${inTime} of ${pending.length}`,
    isKept: inTime === pending.length,
  }
}

/** Turns refused although the vendor's rate and the cheap answers would have done. */
function checkRefused(
  turns: readonly Turn[],
  seconds: readonly Second[],
  { ratePerS, rateBurst }: ServerLimits,
): Check {
  const refused = turns.filter(isRefused)
  const beyond = (second: Second) => second.arrivals - cheapAnswers(second) - ratePerS
  const excess = ratePerS === 0 ? 0 : sum(seconds.map(second => Math.max(0, beyond(second)))) - rateBurst
  const most = Math.round(Math.max(0, excess) + 0.02 * turns.length)
  return {
    promise: `429 ≤ arrivals − capacity + 2 % = ${most}`,
    measured: `${refused.length}${byProblem(refused)}`,
    isKept: refused.length <= most,
  }
}

const cheapAnswers = ({ answers }: Second) =>
  sum(['hot', 'faq', 'notice'].map(source => answers[source] ?? 0))

/** In the seconds in which unique questions alone exceed the rate. */
function checkVendorUse(turns: readonly Turn[], ratePerS: number): Check[] {
  if (ratePerS === 0) return []
  const unique = countBySecond(turns.filter(turn => turn.kind === 'unique'))
  const full = [...unique].filter(([, count]) => count >= 1.1 * ratePerS).map(([second]) => second)
  if (full.length === 0) return []
  const answered = countBySecond(turns.filter(turn => sourceOf(turn) === 'llm'))
  const perS = sum(full.map(second => answered.get(second) ?? 0)) / full.length
  return [
    {
      promise: `vendor turns at the peak ≥ 0.95 × ${ratePerS}/s`,
      measured: `${perS.toFixed(0)}/s`,
      isKept: perS >= 0.95 * ratePerS,
    },
  ]
}

function checkCalm(turns: readonly Turn[]): Check[] {
  return [
    atLeastShare('200', shareOf(turns, isAnswered), 0.99),
    atMostShare('202', shareOf(turns, isPending), 0.01),
    atMost('429', turns.filter(isRefused).length, 0),
  ]
}

function checkExact(turns: readonly Turn[]): Check {
  const exact = turns.filter(({ kind }) => kind === 'hot' || kind === 'faq')
  return atLeastShare('exact hot and FAQ questions with a 200', shareOf(exact, isAnswered), 0.99)
}

/** Those asked while the shop's API was well, and no breaker was open. */
function checkOrders(turns: readonly Turn[], away: readonly FaultSpan[]): Check {
  const isWell = ({ dueMs }: Turn) =>
    away.every(({ fromS, toS }) => dueMs < 1000 * (fromS - 1) || dueMs > 1000 * (toS + SHOP_AFTERMATH_S))
  const asked = turns.filter(turn => turn.kind === 'order' && isWell(turn))
  const told = asked.filter(turn => sourceOf(turn) === 'tool').length
  return atLeastShare('orders told from the shop’s books while it is well', told / asked.length, 0.99)
}

function countBySecond(turns: readonly Turn[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const { dueMs } of turns) {
    const second = Math.floor(dueMs / 1000)
    counts.set(second, (counts.get(second) ?? 0) + 1)
  }
  return counts
}

function shareOf(turns: readonly Turn[], is: (turn: Turn) => boolean): number {
  return turns.filter(is).length / turns.length
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
