// A client and a simulated vendor, joined by a real socket, for one test.
import { once } from 'node:events'
import type { VendorOptions } from '../../../perf/fake-llm/options.js'
import type { Vendor } from '../../../perf/fake-llm.js'
import { startVendor } from '../../../perf/fake-llm.js'
import { type Clock, systemClock } from '../../../src/clock.js'
import { type ApiKey, fixedKey } from '../../../src/llm/api-key.js'
import type { BreakerShare } from '../../../src/llm/breaker-share.js'
import { createMemoryBreakerShares } from '../../../src/llm/breaker-share.memory.js'
import type { BreakerMove, CallReport } from '../../../src/llm/call.js'
import type { LlmRequest, LlmResult, PromptMessage } from '../../../src/llm/llm.js'
import { createLlmClient, type LlmClient } from '../../../src/llm/llm-client.js'
import type { VendorLimits } from '../../../src/llm/vendor.js'

export const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

export interface RigOptions {
  readonly vendor?: Partial<VendorOptions>
  readonly fallback?: Partial<VendorOptions>
  readonly protocol?: 'chat' | 'completions'
  readonly limits?: Partial<VendorLimits>
  readonly clock?: Clock
  readonly key?: ApiKey
  readonly share?: BreakerShare
}

export interface Rig {
  readonly vendor: Vendor
  readonly fallback: Vendor | undefined
  readonly llm: LlmClient
  /** The attempts as the observer heard of them. */
  readonly reports: CallReport[]
  readonly moves: BreakerMove[]
  ask(text: string, more?: Partial<LlmRequest>, signal?: AbortSignal): Promise<LlmResult>
  /** Streams, and keeps the deltas. */
  stream(
    text: string,
    more?: Partial<LlmRequest>,
    signal?: AbortSignal,
  ): { deltas: string[]; end: Promise<LlmResult> }
}

/** Quick retries, a breaker that is not in the way, little patience. */
export const quick: VendorLimits = {
  connections: 2,
  timeoutMs: 2000,
  retry: { attempts: 3, backoffMs: 2 },
  breaker: { failures: 1000, openMs: 1000 },
}

export interface Teardown {
  teardown(close: () => Promise<void>): void
}

export async function startRig(t: Teardown, options: RigOptions = {}): Promise<Rig> {
  const { protocol = 'chat', clock = systemClock, key = fixedKey('sk-test') } = options
  const vendor = await startVendor(options.vendor)
  const fallback = options.fallback && (await startVendor(options.fallback))
  const endpoint = { protocol, key }
  const breakers = createMemoryBreakerShares(clock, quick.timeoutMs)('rig')
  const reports: CallReport[] = []
  const moves: BreakerMove[] = []
  const llm = createLlmClient(
    {
      primary: {
        ...endpoint,
        url: vendor.url,
        model: 'first',
        share: options.share ?? breakers.share('first'),
      },
      fallback: fallback && {
        ...endpoint,
        url: fallback.url,
        model: 'second',
        share: breakers.share('second'),
      },
      limits: { ...quick, ...options.limits },
    },
    { clock, onCall: report => reports.push(report), onBreaker: move => moves.push(move) },
  )
  t.teardown(async () => {
    await llm.close()
    vendor.close()
    fallback?.close()
  })
  const request = (text: string) => requestOf([{ role: 'user', content: text }], clock)
  return {
    vendor,
    fallback,
    llm,
    reports,
    moves,
    ask: (text, more, signal = never) => llm.ask({ ...request(text), ...more }, signal),
    stream(text, more, signal = never) {
      const deltas: string[] = []
      const end = llm.ask({ ...request(text), ...more }, signal, delta => deltas.push(delta))
      return { deltas, end }
    },
  }
}

/** A signal that nothing aborts. */
export const never = new AbortController().signal

export function requestOf(messages: readonly PromptMessage[], clock: Clock = systemClock): LlmRequest {
  return {
    messages: encode(messages),
    maxTokens: 200,
    temperature: 0.3,
    traceparent,
    deadlineAt: clock.now() + 10_000,
  }
}

export function encode(messages: readonly PromptMessage[]): string {
  return messages.map(message => JSON.stringify(message)).join(',')
}

/** Resolves when the vendor has received its next call. */
export async function nextCall(vendor: Vendor): Promise<void> {
  await once(vendor.events, 'call')
}

/** Resolves when a client leaves the vendor before its answer has ended. */
export async function nextLeaving(vendor: Vendor): Promise<void> {
  await once(vendor.events, 'left')
}

/** A clock that stands still until it is moved. */
export function createFakeClock(start = 1_000_000): Clock & { move(ms: number): void } {
  let now = start
  return {
    now: () => now,
    move(ms) {
      now += ms
    },
  }
}
