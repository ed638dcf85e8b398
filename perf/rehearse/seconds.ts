// The turns of a run, second by second of their scheduled arrival. Pure.
import { isBadSecond, RESPONSE_MS } from '../../src/ops/bad-second.js'
import { isPending, isRefused, isReset, isServerFault, type Turn } from './turns.js'

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
  /** Turns with a 5xx, a broken connection or over 500 ms, each once. */
  readonly bad: number
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
    bad: turns.filter(turn => isServerFault(turn) || isReset(turn) || turn.firstMs > RESPONSE_MS).length,
    p50: percentile(responses, 0.5),
    p99: percentile(responses, 0.99),
  }
}

/** By nearest rank; undefined of nothing. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}

function isUnavailable({ arrivals, serverFaults, bad }: Second): boolean {
  return isBadSecond({ requests: arrivals, faults: serverFaults, bad })
}

export function unavailableSeconds(seconds: readonly Second[]): number {
  return seconds.filter(isUnavailable).length
}
