// The retry budget: in a bad minute retries must not multiply the load. Pure: two half windows that roll.

export interface RetryBudget {
  readonly halfStartedAt: number
  readonly calls: number
  readonly retries: number
  readonly callsBefore: number
  readonly retriesBefore: number
}

const HALF_WINDOW_MS = 5_000
/** With fewer calls than this a share says nothing. */
const MIN_CALLS = 20
const MAX_SHARE = 0.1

export const freshBudget: RetryBudget = {
  halfStartedAt: 0,
  calls: 0,
  retries: 0,
  callsBefore: 0,
  retriesBefore: 0,
}

/** A first attempt is made. */
export function countCall(budget: RetryBudget, now: number): RetryBudget {
  return counted(roll(budget, now), 1, 0)
}

/** A retry is made. */
export function countRetry(budget: RetryBudget, now: number): RetryBudget {
  return counted(roll(budget, now), 0, 1)
}

/** Whether one more retry stays within a tenth of the calls of the last 5 to 10 s. */
export function allowsRetry(budget: RetryBudget, now: number): boolean {
  const rolled = roll(budget, now)
  const calls = rolled.calls + rolled.callsBefore
  return calls < MIN_CALLS || rolled.retries + rolled.retriesBefore + 1 <= calls * MAX_SHARE
}

/** Every call passes here: fields spelled out cost a tenth of a spread. */
function counted(budget: RetryBudget, calls: number, retries: number): RetryBudget {
  return {
    halfStartedAt: budget.halfStartedAt,
    calls: budget.calls + calls,
    retries: budget.retries + retries,
    callsBefore: budget.callsBefore,
    retriesBefore: budget.retriesBefore,
  }
}

function roll(budget: RetryBudget, now: number): RetryBudget {
  const age = now - budget.halfStartedAt
  if (age >= 0 && age < HALF_WINDOW_MS) return budget
  const isNext = age >= 0 && age < 2 * HALF_WINDOW_MS
  return {
    halfStartedAt: now,
    calls: 0,
    retries: 0,
    callsBefore: isNext ? budget.calls : 0,
    retriesBefore: isNext ? budget.retries : 0,
  }
}
