// The Llm that the answer asks: a primary vendor and, when one is set, a fallback. Composes this folder.
import type { Clock } from '../clock.js'
import type { BreakerShare } from './breaker-share.js'
import type { BreakerMove, CallReport } from './call.js'
import type { EndpointAddress, LlmAsk } from './endpoint.js'
import type { Llm, LlmFailure, LlmResult } from './llm.js'
import { createVendor, type Vendor, type VendorLimits, type VendorStatus } from './vendor.js'

/** A vendor and the way its breaker is shared; each vendor has a breaker, connections and a retry budget of its own. */
export interface VendorSetup extends EndpointAddress {
  readonly share: BreakerShare
}

export interface LlmSettings {
  readonly primary: VendorSetup
  readonly fallback: VendorSetup | undefined
  readonly limits: VendorLimits
}

export interface LlmClientDeps {
  readonly clock: Clock
  /** Called with every attempt as it ends. */
  readonly onCall: (call: CallReport) => void
  /** Called with every move of a breaker. */
  readonly onBreaker: (move: BreakerMove) => void
}

export interface LlmClient extends Llm {
  /** The primary first. */
  status(): readonly VendorStatus[]
  /** More turns wait for a vendor's connections than these carry within the budget. */
  isBehind(budgetMs: number): boolean
}

export function createLlmClient({ primary, fallback, limits }: LlmSettings, deps: LlmClientDeps): LlmClient {
  const first = createVendor({ ...primary, name: 'primary' }, limits, { ...deps, share: primary.share })
  const second =
    fallback && createVendor({ ...fallback, name: 'fallback' }, limits, { ...deps, share: fallback.share })
  const vendors = second === undefined ? [first] : [first, second]

  return {
    ask(request, signal, onDelta) {
      const ask = { request, signal, onDelta }
      if (second === undefined) return first.ask(ask)
      return request.prefer === 'fallback' ? askBoth(second, first, ask) : askBoth(first, second, ask)
    },
    isBehind: budgetMs => vendors.some(vendor => vendor.isBehind(budgetMs)),
    status: () => vendors.map(vendor => vendor.status()),
    async close() {
      await Promise.all(vendors.map(vendor => vendor.close()))
    },
  }
}

/** Asks `one`, and `other` when that failed in a way that another vendor may not. */
async function askBoth(one: Vendor, other: Vendor, ask: LlmAsk): Promise<LlmResult> {
  const result = await one.ask(ask)
  if (result.kind === 'answered' || result.streamed || isFinal(result.why)) return result
  // A model of the first vendor is none of the other's.
  const request = ask.request.model === undefined ? ask.request : { ...ask.request, model: undefined }
  const second = await other.ask({ ...ask, request })
  // Where the other could not even be asked, the reason is why the first had failed.
  const told = second.kind === 'failed' && isUnsent(second.why) ? result : second
  return { ...told, vendorMs: result.vendorMs + second.vendorMs }
}

function isFinal(why: LlmFailure): boolean {
  return why === 'aborted' || why === 'deadline' || why === 'declined'
}

function isUnsent(why: LlmFailure): boolean {
  return why === 'breaker-open' || why === 'queue-full'
}
