// One vendor: its connections, queue, breaker and retry budget, made and joined.
import { type BreakerLimits, type BreakerState, createBreaker } from './breaker.js'
import { type BulkheadGauges, createBulkhead } from './bulkhead.js'
import { type CallDeps, callWithRetries, type LlmCallHooks } from './call.js'
import { nextRefusal, type StandingRefusal } from './complaints.js'
import { createEndpoint, type EndpointAddress, type LlmAsk } from './endpoint.js'
import type { LlmResult, VendorName } from './llm.js'
import type { RetryLimits } from './retry.js'
import { freshBudget } from './retry-budget.js'

export interface VendorLimits {
  readonly connections: number
  /** For a whole call; of a stream, for the first token and between tokens. */
  readonly timeoutMs: number
  readonly retry: RetryLimits
  readonly breaker: BreakerLimits
}

export interface VendorStatus extends BulkheadGauges {
  readonly vendor: VendorName
  readonly breaker: BreakerState
  /** The refusal that only an operator can mend, and since when; kept until the vendor answers again. */
  readonly refusal: StandingRefusal | undefined
}

export interface Vendor {
  ask(ask: LlmAsk): Promise<LlmResult>
  status(): VendorStatus
  isBehind(budgetMs: number): boolean
  close(): Promise<void>
}

export function createVendor(
  { name, ...address }: EndpointAddress & { readonly name: VendorName },
  limits: VendorLimits,
  hooks: LlmCallHooks,
): Vendor {
  const endpoint = createEndpoint(address, limits, hooks.clock)
  const bulkhead = createBulkhead(limits.connections, hooks.clock)
  const breaker = createBreaker(limits.breaker, {
    clock: hooks.clock,
    share: hooks.share,
    onMove: (from, to) => hooks.onBreaker({ vendor: name, from, to }),
  })
  let refusal: StandingRefusal | undefined
  const deps: CallDeps = {
    ...hooks,
    onCall(call) {
      refusal = nextRefusal(refusal, call, hooks.clock.now())
      hooks.onCall(call)
    },
    name,
    endpoint,
    bulkhead,
    breaker,
    retry: limits.retry,
    budget: freshBudget,
    waiting: new Set(),
    isClosed: false,
  }
  return {
    ask: ask => callWithRetries(deps, ask),
    isBehind: bulkhead.isBehind,
    status: () => ({ vendor: name, breaker: breaker.state(), refusal, ...bulkhead.gauges() }),
    close() {
      deps.isClosed = true
      bulkhead.close()
      for (const wake of deps.waiting) wake.abort()
      return endpoint.close()
    },
  }
}
