// The document `webhooks`: the endpoints and the events that each wants. It holds no secrets, since a rollback would
// bring old ones back.
import { clusterDocument } from '../documents/documents.js'
import {
  below,
  type Check,
  fault,
  type JsonRules,
  listOf,
  matching,
  oneOf,
  readFields,
  sentence,
} from '../documents/fields.js'
import { type JsonDocumentType, jsonDocument } from '../documents/json-document.js'
import { type FieldFault, Problem } from '../problem.js'
import { isEventIn, isEventPattern, type WebhookEvent } from './event.js'

/** Names are those of the JSON. */
export interface WebhookEndpoint {
  readonly id: string
  readonly url: string
  /** Names of events, or `dialog.*`, or `*`. */
  readonly events: readonly string[]
  /** The endpoint gets only this shop's events; all when absent. */
  readonly shop?: string
  readonly active: boolean
  /** The receiver is in our own network: it may have a private address, and no TLS. */
  readonly private: boolean
  /** In WEBHOOKS_FILE only: the environment variable that holds the secret. */
  readonly secret_env?: string
}

export interface WebhooksDocument {
  readonly endpoints: readonly WebhookEndpoint[]
}

const ENDPOINTS_MAX = 20
const ENDPOINT_ID = '^[a-z0-9-]{1,32}$'
const PATTERNS_MAX = 32
const URL_MAX = 2_048
const SHOP_MAX = 64

const eventPattern: Check = value =>
  typeof value === 'string' && isEventPattern(value)
    ? []
    : [fault('must be an event such as dialog.closed or dialog.*')]

const url: Check = value =>
  isWebUrl(value) ? [] : [fault('must be a URL with https:, without user, password and fragment')]

/** Allows http, too: whether it is allowed depends on another field. */
function isWebUrl(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > URL_MAX || !URL.canParse(value)) return false
  const { protocol, username, password, hash } = new URL(value)
  return (protocol === 'https:' || protocol === 'http:') && username + password + hash === ''
}

const endpointRules: JsonRules<WebhookEndpoint> = {
  defaults: { active: true, private: false },
  checks: {
    id: matching(new RegExp(ENDPOINT_ID), 'must be 1 to 32 lower-case letters, digits or hyphens'),
    url,
    events: value =>
      Array.isArray(value) && value.length === 0
        ? [fault('must name an event')]
        : listOf(eventPattern, PATTERNS_MAX)(value),
    shop: sentence(SHOP_MAX),
    active: oneOf(true, false),
    private: oneOf(true, false),
    secret_env: () => [fault('is for WEBHOOKS_FILE alone')],
  },
  optional: ['shop', 'secret_env'],
}

const fileRules: JsonRules<WebhookEndpoint> = {
  ...endpointRules,
  checks: {
    ...endpointRules.checks,
    secret_env: matching(/^[A-Z][A-Z0-9_]{0,127}$/, 'must be the name of an environment variable'),
  },
}

/** An endpoint with its defaults. Throws Problem 'invalid-field'. */
function readEndpoint(value: unknown, rules: JsonRules<WebhookEndpoint>): WebhookEndpoint {
  const endpoint = readFields(value, rules)
  if (!endpoint.private && !endpoint.url.toLowerCase().startsWith('https:'))
    throw new Problem('invalid-field', {
      errors: [{ field: '/url', message: 'must begin with https: unless private' }],
    })
  return endpoint
}

function faultsOf(value: unknown, rules: JsonRules<WebhookEndpoint>): readonly FieldFault[] {
  try {
    readEndpoint(value, rules)
    return []
  } catch (thrown) {
    if (thrown instanceof Problem) return thrown.errors
    throw thrown
  }
}

const documentRules = (endpoint: JsonRules<WebhookEndpoint>): JsonRules<WebhooksDocument> => ({
  defaults: { endpoints: [] },
  checks: {
    endpoints: value => {
      const faults = listOf(one => faultsOf(one, endpoint), ENDPOINTS_MAX)(value)
      return faults.length > 0 ? faults : repeatedIds(value as readonly { readonly id: string }[])
    },
  },
})

function repeatedIds(endpoints: readonly { readonly id: string }[]): readonly FieldFault[] {
  return endpoints.flatMap(({ id }, i) =>
    endpoints.findIndex(other => other.id === id) === i
      ? []
      : below(`/${i}/id`, [fault('is the id of an earlier endpoint')]),
  )
}

/** `file` is WEBHOOKS_FILE, parsed; undefined without one. Throws Problem 'invalid-field'. */
export function webhooksDocument(file: unknown): JsonDocumentType<WebhooksDocument> {
  const type = jsonDocument(() => clusterDocument('webhooks'), documentRules(endpointRules))
  const read = (value: unknown) => withDefaults(type.read(value), endpointRules)
  const stored = jsonDocument(type.nameOf, documentRules(fileRules), file)
  return {
    ...type,
    read,
    start: withDefaults(stored.start, fileRules),
    // A stored text came through `read`, or from the file.
    parse: text => withDefaults(stored.read(JSON.parse(text)), fileRules),
  }
}

function withDefaults({ endpoints }: WebhooksDocument, rules: JsonRules<WebhookEndpoint>): WebhooksDocument {
  return { endpoints: endpoints.map(one => readEndpoint(one, rules)) }
}

/** True when the endpoint wants the event. An event of all shops is not for the endpoint of one shop. */
export function isFor(endpoint: WebhookEndpoint, event: Pick<WebhookEvent, 'type' | 'shop'>): boolean {
  const isItsShop = endpoint.shop === undefined || endpoint.shop === event.shop
  return endpoint.active && isItsShop && isEventIn(endpoint.events, event.type)
}
