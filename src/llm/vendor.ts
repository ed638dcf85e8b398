// One vendor: its connections, queue, breaker and retry budget, made and joined.
import { type BreakerLimits, type BreakerState, createBreaker } from './breaker.js'
import { createGate, type GateGauges } from './bulkhead.js'
import { type Parts, runTurn, type VendorPorts } from './call.js'
import { type Ask, createCaller, type Endpoint } from './endpoint.js'
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

export interface VendorStatus extends GateGauges {
  readonly vendor: VendorName
  readonly breaker: BreakerState
}

export interface Vendor {
  ask(ask: Ask): Promise<LlmResult>
  status(): VendorStatus
  close(): Promise<void>
}

export function createVendor(
  { name, ...endpoint }: Endpoint & { readonly name: VendorName },
  limits: VendorLimits,
  ports: VendorPorts,
): Vendor {
  const caller = createCaller(endpoint, limits, ports.clock)
  const gate = createGate(limits.connections, ports.clock)
  const breaker = createBreaker(limits.breaker, {
    clock: ports.clock,
    share: ports.share,
    onMove: (from, to) => ports.onBreaker({ vendor: name, from, to }),
  })
  const parts: Parts = {
    ...ports,
    name,
    caller,
    gate,
    breaker,
    retry: limits.retry,
    budget: freshBudget,
    waiting: new Set(),
    isClosed: false,
  }
  return {
    ask: ask => runTurn(parts, ask),
    status: () => ({ vendor: name, breaker: breaker.state(), ...gate.gauges() }),
    close() {
      parts.isClosed = true
      gate.close()
      for (const wake of parts.waiting) wake.abort()
      return caller.close()
    },
  }
}
