// The turns of a run, second by second of their scheduled arrival. Pure.
import { isPending, isRefused, isReset, isServerFault, type Turn } from './turns.js'

/** The promise: a first response within this time. */
export const RESPONSE_MS = 500
/** A second with a larger share of bad ends counts as unavailable. */
const BAD_SHARE = 0.01

export interface Second {
  readonly arrivals: number
  /** First responses with an answer, by its source. */
  readonly answers: Readonly<Record<string, number>>
  readonly pending: number
  readonly refused: number
  readonly serverFaults: number
  readonly resets: number
  /** Replies that took over 500 ms. */
  readonly slow: number
  /** Milliseconds to the first response; undefined when nobody got one. */
  readonly p50: number | undefined
  readonly p99: number | undefined
}

export function bySecond(turns: readonly Turn[], seconds: number): Second[] {
  const slots: Turn[][] = Array.from({ length: seconds }, () => [])
  for (const turn of turns) slots[Math.min(seconds - 1, Math.floor(turn.dueMs / 1000))]?.push(turn)
  return slots.map(secondOf)
}

function secondOf(turns: readonly Turn[]): Second {
  const responses = turns.filter(turn => !isReset(turn)).map(turn => turn.firstMs)
  const answers: Record<string, number> = {}
  for (const { first } of turns) {
    if (first.status !== 200) continue
    const source = first.source ?? 'unknown'
    answers[source] = (answers[source] ?? 0) + 1
  }
  return {
    arrivals: turns.length,
    answers,
    pending: turns.filter(isPending).length,
    refused: turns.filter(isRefused).length,
    serverFaults: turns.filter(isServerFault).length,
    resets: turns.filter(isReset).length,
    slow: responses.filter(ms => ms > RESPONSE_MS).length,
    p50: percentile(responses, 0.5),
    p99: percentile(responses, 0.99),
  }
}

/** By nearest rank; undefined of nothing. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}

/** Over 1 % of those who came in this second got a 5xx, a broken connection or a reply after 500 ms. */
export function isUnavailable(second: Second): boolean {
  const bad = second.serverFaults + second.resets + second.slow
  return bad > BAD_SHARE * second.arrivals
}

export function unavailableSeconds(seconds: readonly Second[]): number {
  return seconds.filter(isUnavailable).length
}
