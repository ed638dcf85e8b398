// Builds the webhooks: what happens becomes events, and one process of the cluster sends them.
import { randomBytes } from 'node:crypto'
import type { AuditLog } from '../audit/audit-log.js'
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import type { Dialogs } from '../dialog/store/dialogs.js'
import type { KeepEvent } from '../dialog/store/event-seed.js'
import { createDocument, type Document, OWN_NAME } from '../documents/document.js'
import { watchClusterDocument } from '../documents/in-force.js'
import type { DeadLetterDeps } from '../front/admin/dead-letter-routes.js'
import type { WebhookRoutesDeps } from '../front/admin/webhook-routes.js'
import type { DialogId } from '../ids.js'
import type { Log } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import type { MutableReadings } from '../ops/readings.js'
import { createOutbound, resolveByDns } from '../outbound/outbound.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { createSeal } from '../privacy/seal.js'
import { type RandomHex, unsampledTraceparent } from '../trace/trace.js'
import { createEndpointSecrets, type EndpointSecrets } from '../webhooks/endpoint-secrets.js'
import { createEventTeller, type EventTeller } from '../webhooks/event-teller.js'
import { createSender, senderPace } from '../webhooks/sender.js'
import { createServiceEvents, type ServiceEvents } from '../webhooks/service-events.js'
import { newWebhookSecret } from '../webhooks/signature.js'
import { createTryDelivery } from '../webhooks/try-delivery.js'
import { createWebhookOperations } from '../webhooks/webhook-operations.js'
import { isFor, type WebhooksDocument } from '../webhooks/webhooks-document.js'
import type { DocumentTypes } from './document-types.js'
import { buildOutboxMover } from './outbox.js'
import { recordOwnAct } from './own-act.js'
import type { State } from './state.js'

export interface Webhooks extends ServiceEvents {
  /** Where parts tell what shops are to hear and no dialog keeps. */
  readonly teller: Pick<EventTeller, 'tell' | 'tellSoon'>
  /** How an act of a dialog keeps its event. */
  readonly keepEvent: KeepEvent
  /** These dialogs, and what begin finds to have been kept is moved. */
  movedFrom(dialogs: Dialogs): Dialogs
  readonly routes: WebhookRoutesDeps & DeadLetterDeps
  /** The id of the event that tells of an erasure. */
  erasedEventId(dialogId: DialogId): string
  /** Of an erased dialog shops hear nothing more but that it is erased. */
  erased(dialogId: DialogId): Promise<void>
  /** Of an erased customer nothing is sent any more, also of dialogs that have ended. */
  erasedOwner(owner: string): Promise<void>
  close(): Promise<void>
}

export interface WebhooksWiringDeps {
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Pick<Metrics, 'webhookEnded'>
  readonly readings: MutableReadings
  readonly state: Pick<State, 'deliveries' | 'dialogs' | 'documents' | 'handovers' | 'outbox' | 'settings'>
  readonly documentTypes: Pick<DocumentTypes, 'webhooks'>
  readonly secrets: { readonly dataKey: string }
  readonly hostInfo: {
    readonly version: string
    readonly env: Readonly<Record<string, string | undefined>>
  }
  readonly keyedHash: KeyedHash
  readonly randomHex: RandomHex
  readonly auditLog: Pick<AuditLog, 'acted'>
  onStray(topic: string): void
  newId(): string
  /** This process does the cluster's work. */
  mayWork(): boolean
}

export function buildWebhooks(config: Config, deps: WebhooksWiringDeps): Webhooks {
  const { clock, log, metrics, state, randomHex, newId, keyedHash } = deps
  const { deliveries } = state
  const { document, read, endpoints, endpoint } = followEndpoints(deps)
  const secrets = buildEndpointSecrets(deps)
  const outbound = createOutbound(resolveByDns)
  const userAgent = `rushdesk/${deps.hostInfo.version}`
  const tryDelivery = createTryDelivery({ outbound, clock, userAgent, secretsOf: secrets.of })
  const newTraceparent = () => unsampledTraceparent(randomHex)
  const teller = createEventTeller({
    deliveries,
    clock,
    newId,
    endpoints,
    onAdded: () => sender.wake(),
    newTraceparent,
    onLost: (event, outcome) => metrics.webhookEnded(event.type, outcome),
  })
  const erasedEventId = (dialogId: DialogId) => keyedHash('event', 'dialog.erased', dialogId)
  const erased = (dialogId: DialogId) => deliveries.erase(dialogId, erasedEventId(dialogId))
  const mover = buildOutboxMover(config, {
    ...deps,
    newTraceparent,
    erased,
    tell: teller.tell,
    isWanted: seed => endpoints().some(one => isFor(one, seed)),
  })
  const sender = createSender(
    {
      deliveries,
      tryDelivery,
      endpoint,
      retryS: config.webhookRetryS,
      random: Math.random,
      mayWork: deps.mayWork,
      async switchOff({ id, shop = '*' }) {
        if (!endpoint(id)?.active) return
        await deactivate(id, document, deps)
        await teller.tell({ type: 'webhook.disabled', shop, data: { endpoint: id, why: 'gone' } })
      },
      onEnd: ({ type: event }, outcome) => metrics.webhookEnded(event, outcome),
      onError: err => log.warn({ err }, 'webhook not settled, will be sent again'),
    },
    senderPace,
  )
  deps.readings.webhookDead = sender.dead
  return {
    teller,
    ...createServiceEvents({ tellSoon: teller.tellSoon, isErased: state.dialogs.isErased, keyedHash, clock }),
    routes: {
      document,
      read,
      ...createWebhookOperations({
        deliveries,
        secrets,
        tryDelivery,
        clock,
        endpoint,
        newId,
        keyedHash,
        onReplayed: sender.wake,
      }),
    },
    keepEvent: mover.keep,
    erasedEventId,
    erased,
    erasedOwner: deliveries.eraseOwner,
    movedFrom: dialogs => ({
      ...dialogs,
      async begin(turn, options, signal) {
        const place = await dialogs.begin(turn, options, signal)
        if (place.kind === 'seat' && place.hasEvents) mover.soon(turn.dialogId)
        return place
      },
    }),
    async close() {
      await mover.close()
      await teller.close()
      await sender.close()
      await outbound.close()
    },
  }
}

/** Its receiver is gone: the endpoint is switched off as an operator would do it, on record. */
async function deactivate(
  id: string,
  document: Document<WebhooksDocument>,
  deps: WebhooksWiringDeps,
): Promise<void> {
  deps.log.warn({ endpoint: id }, 'webhook switched off: its receiver says 410')
  const why = 'The receiver said 410'
  const { versions } = await document.edit(
    { shop: '*', by: OWN_NAME, why, ifMatch: undefined, isDryRun: false },
    now => ({ endpoints: now.endpoints.map(one => (one.id === id ? { ...one, active: false } : one)) }),
  )
  recordOwnAct(deps, '/admin/webhooks', versions && { ...versions, why })
}

/** The document of the endpoints, and what of it is in force in this process. */
function followEndpoints({ state, documentTypes, onStray }: WebhooksWiringDeps) {
  const type = documentTypes.webhooks
  let present: WebhooksDocument = type.start
  watchClusterDocument({ settings: state.settings, onStray, type }, taken => {
    present = taken
  })
  return {
    document: createDocument(state.documents, type),
    read: type.read,
    endpoints: () => present.endpoints,
    endpoint: (id: string) => present.endpoints.find(one => one.id === id),
  }
}

function buildEndpointSecrets(deps: WebhooksWiringDeps): EndpointSecrets {
  const { state, clock, keyedHash, hostInfo } = deps
  const bytesOf = (words: readonly string[], size: number) => {
    const hex = ['1', '2'].map(part => keyedHash('webhook-secret', part, ...words)).join('')
    return Buffer.from(hex, 'hex').subarray(0, size)
  }
  return createEndpointSecrets({
    settings: state.settings,
    clock,
    ...createSeal(deps.secrets.dataKey, 'webhook secrets'),
    env: name => hostInfo.env[name] || undefined,
    newSecret: words => newWebhookSecret(words === undefined ? randomBytes : size => bytesOf(words, size)),
  })
}
