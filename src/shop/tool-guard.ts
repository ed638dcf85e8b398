// Decides whether a tool may be called now: at most at the rate of the file, and not while the shop's API fails.
// Failures of one customer's calls stop the tool for that customer; they stop it for everybody only when other
// customers' calls fail as well.
import { LRUCache } from 'lru-cache'
import { bucketOf, bucketRule, FULL, tokensIn } from '../admission/bucket.js'
import type { Clock } from '../clock.js'
import { type BreakerEvent, type BreakerState, nextBreaker, type Pass, type TurnEnd } from '../llm/breaker.js'
import type { Tool } from './tool.js'

export interface ToolGuard {
  /** Lets a call of the customer pass, or says why it may not be made. */
  admit(owner: string): CallPass | 'breaker' | 'refused'
  /** State of the breaker that all customers share. */
  state(): BreakerState['kind']
}

/** A call that may be made. Its end must be reported. */
export interface CallPass {
  /** The ends 'refused' and 'dropped' count neither for nor against the shop's API. */
  ended(end: TurnEnd): void
}

/** Customers of a tool whose own failures are remembered. */
const CUSTOMERS = 1_000

const closed: BreakerState = { kind: 'closed', failures: 0 }

/** Finds the guard of a tool. A tool read again from a changed file gets a new guard. */
export function createToolGuards(steady: Clock): (tool: Tool) => ToolGuard {
  const guards = new WeakMap<Tool, ToolGuard>()
  return tool => {
    const guard = guards.get(tool) ?? createToolGuard(tool, steady)
    guards.set(tool, guard)
    return guard
  }
}

function createToolGuard({ ratePerS, breaker }: Tool, steady: Clock): ToolGuard {
  const rate = bucketRule(ratePerS, ratePerS)
  let rateEmptyAt = FULL
  let shared = closed
  /** By customer: failures in a row that count for the shared breaker. */
  const blamed = new Map<string, number>()
  /** Customers whose last calls failed; everybody else's state is closed. */
  const own = new LRUCache<string, BreakerState>({ max: CUSTOMERS })
  // One customer alone never makes up the failures that open the breaker for all.
  const limits = { ...breaker, failures: Math.max(breaker.failures, 2) }
  const share = Math.ceil(breaker.failures / 2)

  function countsForAll(owner: string, end: TurnEnd): boolean {
    if (end !== 'failed') return true
    const failures = blamed.get(owner) ?? 0
    if (failures >= share) return false
    blamed.set(owner, failures + 1)
    return true
  }

  function keepOwn(owner: string, state: BreakerState): void {
    if (state.kind === 'closed' && state.failures === 0) own.delete(owner)
    else own.set(owner, state)
  }

  function ended(owner: string, passes: { readonly all: Pass; readonly own: Pass }, end: TurnEnd): void {
    const now = steady.now()
    keepOwn(owner, nextBreaker(own.get(owner) ?? closed, { kind: passes.own, end }, { ...breaker, now }))
    if (passes.all === 'probe' || countsForAll(owner, end))
      shared = nextBreaker(shared, { kind: passes.all, end }, { ...limits, now })
    if (end === 'answered' || shared.kind !== 'closed') blamed.clear()
  }

  return {
    state: () => shared.kind,
    admit(owner) {
      const now = steady.now()
      const mine = own.get(owner) ?? closed
      if (isShut(shared, now) || isShut(mine, now)) return 'breaker'
      const tokens = tokensIn(rateEmptyAt, rate, now)
      if (tokens < 1) return 'refused'
      rateEmptyAt = bucketOf(tokens - 1, rate, now)
      shared = nextBreaker(shared, taken, { ...limits, now })
      const mineNow = nextBreaker(mine, taken, { ...breaker, now })
      if (mineNow !== mine) own.set(owner, mineNow)
      const passes = { all: passOf(shared), own: passOf(mineNow) }
      return { ended: end => ended(owner, passes, end) }
    },
  }
}

const taken: BreakerEvent = { kind: 'probe-taken' }

function passOf({ kind }: BreakerState): Pass {
  return kind === 'probing' ? 'probe' : 'turn'
}

function isShut(state: BreakerState, now: number): boolean {
  return state.kind === 'probing' || (state.kind === 'open' && now < state.until)
}
