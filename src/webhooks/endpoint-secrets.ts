// The endpoints' secrets: made here, shown to the operator once, and kept sealed in the settings. During a rotation two
// are valid. They are no part of the document, since a rollback would bring old ones back.
import type { Clock } from '../clock.js'
import { isRecord, readJson } from '../json.js'
import { Problem } from '../problem.js'
import type { Settings } from '../settings/settings.js'
import type { WebhookEndpoint } from './webhooks-document.js'

export interface EndpointSecrets {
  /** The secrets that are valid now, the newest first; empty when there is none. */
  of(endpoint: WebhookEndpoint): readonly string[]
  /** Makes missing secrets and drops those of other endpoints; resolves to the new ones by endpoint.
   *  Throws Problem 'store-away'. */
  complete(endpoints: readonly WebhookEndpoint[]): Promise<ReadonlyMap<string, string>>
  /** Makes a new secret; the one before stays valid for a day. Under the same key it is made once. Throws Problem
   *  'store-away'. */
  rotate(endpoint: WebhookEndpoint, key?: string): Promise<string>
}

export interface EndpointSecretsDeps {
  readonly settings: Pick<Settings, 'current' | 'write'>
  readonly seal: (text: string) => string
  readonly open: (sealed: string) => string | undefined
  readonly clock: Clock
  /** The value of an environment variable. */
  readonly env: (name: string) => string | undefined
  /** Random, or always the same of the same words. */
  newSecret(words?: readonly string[]): string
}

interface Kept {
  readonly secret: string
  /** The secret before, and the time until which it is valid, in epoch milliseconds. */
  readonly before?: string
  readonly until?: number
}

const PREFIX = 'webhook-secret/'
/** Time for receivers to take the new secret. */
export const ROTATION_MS = 86_400_000

export function createEndpointSecrets(deps: EndpointSecretsDeps): EndpointSecrets {
  const { settings, clock } = deps

  function keptOf(id: string): Kept | undefined {
    const sealed = settings.current().values.get(PREFIX + id)
    const text = sealed === undefined ? undefined : deps.open(sealed)
    return text === undefined ? undefined : readJson(text, isKept)
  }
  const written = (id: string, kept: Kept) => ({ [PREFIX + id]: deps.seal(JSON.stringify(kept)) })

  return {
    of({ id, secret_env: variable }) {
      if (variable !== undefined) return [deps.env(variable)].filter(secret => secret !== undefined)
      const kept = keptOf(id)
      if (kept === undefined) return []
      const isBeforeValid = kept.before !== undefined && (kept.until ?? 0) > clock.now()
      return [kept.secret, ...(isBeforeValid ? [kept.before ?? ''] : [])]
    },
    async complete(endpoints) {
      const own = endpoints.filter(({ secret_env }) => secret_env === undefined)
      const names = new Set(own.map(({ id }) => PREFIX + id))
      const stale = [...settings.current().values.keys()].filter(
        name => name.startsWith(PREFIX) && !names.has(name),
      )
      const missing = own.filter(({ id }) => keptOf(id) === undefined)
      const made = new Map(missing.map(({ id }) => [id, deps.newSecret()]))
      const changes: Record<string, string | undefined> = Object.fromEntries(
        stale.map(name => [name, undefined]),
      )
      for (const [id, secret] of made) Object.assign(changes, written(id, { secret }))
      if (Object.keys(changes).length > 0) await settings.write(changes)
      return made
    },
    async rotate({ id, secret_env: variable }, key) {
      if (variable !== undefined)
        throw new Problem('invalid-field', { detail: `Its secret stands in the variable ${variable}` })
      const secret = deps.newSecret(key === undefined ? undefined : [id, key])
      const before = keptOf(id)?.secret
      if (before === secret) return secret
      const until = clock.now() + ROTATION_MS
      await settings.write(written(id, before === undefined ? { secret } : { secret, before, until }))
      return secret
    },
  }
}

function isKept(value: unknown): value is Kept {
  return isRecord(value) && typeof value.secret === 'string'
}
