// Builds the way to the LLM vendor from the configuration; none without LLM_URL.
import { createHash } from 'node:crypto'
import type { Clock } from '../clock.js'
import { type Config, ConfigError } from '../config/config.js'
import { type ApiKey, fixedKey, openKeyFile } from '../llm/api-key.js'
import type { BreakerShares } from '../llm/breaker-share.js'
import type { BreakerMove, CallReport } from '../llm/call.js'
import { createCallCount } from '../llm/call-count.js'
import { createComplaints } from '../llm/complaints.js'
import type { EndpointAddress } from '../llm/endpoint.js'
import { createLlmClient, type LlmClient } from '../llm/llm-client.js'
import type { Log } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import type { Tracing } from './tracing.js'

const ATTEMPTS = 3
const BACKOFF_MS = 500
const KEY_CHECK_MS = 1000

/** Whose calls they are: everybody's, or those of a release on trial, whose failures must not cut off the others. */
export type VendorRole = 'stable' | 'canary'

export interface VendorWiringDeps {
  readonly role: VendorRole
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Pick<Metrics, 'vendorCalled' | 'vendorTokens' | 'vendorCost'>
  readonly state: { readonly breakers: BreakerShares }
  onBreaker(move: BreakerMove): void
  onCall(call: CallReport): void
  readonly tracing: Pick<Tracing, 'called'> | undefined
}

export type CanaryVendorDeps = Omit<VendorWiringDeps, 'role' | 'onBreaker' | 'onCall'>

/** The way of a release on trial: what it does is no signal to others. */
export function buildCanaryVendor(config: Config, deps: CanaryVendorDeps): Promise<LlmClient | undefined> {
  const unheard = () => undefined
  return buildVendor(config, { ...deps, role: 'canary', onBreaker: unheard, onCall: unheard })
}

export async function buildVendor(
  config: Config,
  { role, clock, log, metrics, state, onBreaker, onCall, tracing }: VendorWiringDeps,
): Promise<LlmClient | undefined> {
  if (config.llmUrl === '') return undefined
  const key = await openKey(config, log)
  const primary = { url: config.llmUrl, protocol: config.llmProtocol, model: config.llmModel, key }
  const fallback = fallbackOf(config, primary)
  const shared = (endpoint: EndpointAddress) => ({
    ...endpoint,
    share: state.breakers.share(breakerName(endpoint, role)),
  })
  const count = createCallCount(metrics, { primary: config.llmPrice, fallback: config.llmFallbackPrice })
  const complain = createComplaints(complaint => log.error(complaint, 'vendor refuses every call'))
  const llm = createLlmClient(
    {
      primary: shared(primary),
      fallback: fallback && shared(fallback),
      limits: {
        connections: config.llmConnections,
        timeoutMs: config.llmTimeoutMs,
        retry: { attempts: ATTEMPTS, backoffMs: BACKOFF_MS },
        breaker: { failures: config.breakerFailures, openMs: config.breakerOpenMs },
      },
    },
    {
      clock,
      onBreaker(move) {
        log.warn({ ...move, side: role }, 'breaker moved')
        onBreaker(move)
      },
      onCall(call) {
        count(call)
        onCall(call)
        tracing?.called(call)
        complain(call, clock.now())
      },
    },
  )
  return {
    ...llm,
    async close() {
      await llm.close()
      key.close()
    },
  }
}

/** Processes share the breaker of the vendor that they ask: one that was started with another URL has its own. */
function breakerName({ url, model }: EndpointAddress, role: VendorRole): string {
  const named = createHash('sha256').update(`${url}\n${model}`).digest('hex').slice(0, 16)
  return role === 'stable' ? named : `${named}-${role}`
}

/** A second vendor, or a smaller model of the first. */
function fallbackOf(config: Config, primary: EndpointAddress): EndpointAddress | undefined {
  if (config.llmFallbackUrl === '' && config.llmFallbackModel === '') return undefined
  return {
    ...primary,
    url: config.llmFallbackUrl || primary.url,
    model: config.llmFallbackModel || primary.model,
    key: fallbackKey(config, primary.key),
  }
}

/** A key goes to the host that it was given for, and to no other. */
function fallbackKey(config: Config, primary: ApiKey): ApiKey {
  if (config.llmFallbackApiKey !== '') return fixedKey(config.llmFallbackApiKey)
  const isSameHost =
    config.llmFallbackUrl === '' || new URL(config.llmFallbackUrl).origin === new URL(config.llmUrl).origin
  return isSameHost ? primary : fixedKey('')
}

/** Rejects with ConfigError. */
function openKey({ llmApiKey, llmApiKeyFile }: Config, log: Log): Promise<ApiKey> | ApiKey {
  if (llmApiKeyFile === '') return fixedKey(llmApiKey)
  const opening = openKeyFile(llmApiKeyFile, KEY_CHECK_MS, err => log.error({ err }, 'vendor key not read'))
  return opening.catch(fault => {
    throw new ConfigError([`LLM_API_KEY_FILE must name a file that holds a key: ${(fault as Error).message}`])
  })
}
