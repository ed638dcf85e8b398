// Counts calls, tokens and what they cost; a stream that broke has used tokens too.
import type { CallReport } from './call.js'
import type { VendorName } from './llm.js'

/** Currency units a million tokens. */
export interface TokenPrice {
  readonly prompt: number
  readonly completion: number
}

/** The counters of calls. */
export interface CallCounters {
  vendorCalled(outcome: CallReport['outcome']): void
  vendorTokens(kind: 'prompt' | 'completion', count: number): void
  /** In currency units. */
  vendorCost(vendor: VendorName, cost: number): void
}

const MILLION = 1_000_000

export function createCallCount(
  counters: CallCounters,
  prices: Readonly<Record<VendorName, TokenPrice>>,
): (call: Pick<CallReport, 'vendor' | 'outcome' | 'usage'>) => void {
  return ({ vendor, outcome, usage }) => {
    counters.vendorCalled(outcome)
    if (usage === undefined) return
    const { promptTokens, completionTokens } = usage
    const { prompt, completion } = prices[vendor]
    counters.vendorTokens('prompt', promptTokens)
    counters.vendorTokens('completion', completionTokens)
    counters.vendorCost(vendor, (promptTokens * prompt + completionTokens * completion) / MILLION)
  }
}
