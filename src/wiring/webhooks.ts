// Builds the webhooks: what happens becomes events, and one process of the cluster sends them.
import { randomBytes } from 'node:crypto'
import type { AuditLog } from '../audit/audit-log.js'
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import type { Dialogs } from '../dialog/store/dialogs.js'
import type { KeepEvent } from '../dialog/store/event-seed.js'
import type { DeskView } from '../dialog/store/handovers.js'
import { createDocument, OWN_NAME } from '../documents/document.js'
import { watchClusterDocument } from '../documents/in-force.js'
import type { DeadLetterDeps } from '../front/admin/dead-letter-routes.js'
import type { WebhookRoutesDeps } from '../front/admin/webhook-routes.js'
import type { DialogId } from '../ids.js'
import type { LevelChange } from '../ladder/ladder.js'
import type { Log } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import type { MutableReadings } from '../ops/readings.js'
import { createOutbound, resolveByDns } from '../outbound/outbound.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { createSeal } from '../privacy/seal.js'
import type { DeskRow } from '../seats/board.js'
import { summaryOf } from '../seats/summary.js'
import { type RandomHex, unsampledTraceparent } from '../trace/trace.js'
import { dialogEventData } from '../webhooks/dialog-event.js'
import { createEndpointSecrets } from '../webhooks/endpoint-secrets.js'
import { createEventTeller, type EventTeller } from '../webhooks/event-teller.js'
import {
  createOutboxMover,
  type OutboxMover,
  type OutboxMoverDeps,
  outboxPace,
} from '../webhooks/outbox-mover.js'
import { createSender, senderPace } from '../webhooks/sender.js'
import { newWebhookSecret } from '../webhooks/signature.js'
import { createTryDelivery } from '../webhooks/try-delivery.js'
import { createWebhookOperations } from '../webhooks/webhook-operations.js'
import { isFor, type WebhookEndpoint, type WebhooksDocument } from '../webhooks/webhooks-document.js'
import type { DocumentTypes } from './document-types.js'
import { recordOwnAct } from './own-act.js'
import type { State } from './state.js'

/** Of a dialog that has ended. */
export type EndedRow = Pick<DeskRow, 'dialogId' | 'since' | 'ref' | 'owner'>

export interface Webhooks {
  /** Where parts tell what shops are to hear and no dialog keeps. */
  readonly teller: Pick<EventTeller, 'tell' | 'tellSoon'>
  /** How an act of a dialog keeps its event. */
  readonly keepEvent: KeepEvent
  /** These dialogs, and what begin finds to have been kept is moved. */
  movedFrom(dialogs: Dialogs): Dialogs
  readonly routes: WebhookRoutesDeps & DeadLetterDeps
  levelChanged(change: LevelChange): void
  /** The watch of a gray release came to a verdict; called in one process. */
  grayJudged(verdict: Readonly<Record<string, unknown>>): void
  /** The id of the event that tells of an erasure. */
  erasedEventId(dialogId: DialogId): string
  /** A dialog that people had to do with has come to its end; its record is gone. */
  expired(shop: string, row: EndedRow): Promise<void>
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

/** An older change of level is no news: a process that starts learns of it. */
const NEWS_MS = 60_000
const HOUR_MS = 3_600_000

export function buildWebhooks(config: Config, deps: WebhooksWiringDeps): Webhooks {
  const { clock, log, metrics, state, randomHex, newId, keyedHash } = deps
  const { deliveries } = state
  const type = deps.documentTypes.webhooks
  const document = createDocument(state.documents, type)
  let present: WebhooksDocument = type.start
  watchClusterDocument({ settings: state.settings, onStray: deps.onStray, type }, taken => {
    present = taken
  })
  const endpoint = (id: string) => present.endpoints.find(one => one.id === id)
  const bytesOf = (words: readonly string[], size: number) => {
    const hex = ['1', '2'].map(part => keyedHash('webhook-secret', part, ...words)).join('')
    return Buffer.from(hex, 'hex').subarray(0, size)
  }
  const secrets = createEndpointSecrets({
    ...{ settings: state.settings, clock, ...createSeal(deps.secrets.dataKey, 'webhook secrets') },
    env: name => deps.hostInfo.env[name] || undefined,
    newSecret: words => newWebhookSecret(words === undefined ? randomBytes : size => bytesOf(words, size)),
  })
  const outbound = createOutbound(resolveByDns)
  const userAgent = `rushdesk/${deps.hostInfo.version}`
  const tryDelivery = createTryDelivery({ outbound, clock, userAgent, secretsOf: secrets.of })
  const newTraceparent = () => unsampledTraceparent(randomHex)
  const teller = createEventTeller({
    ...{ deliveries, clock, newId, endpoints: () => present.endpoints, onAdded: () => sender.wake() },
    newTraceparent,
    onLost: (event, outcome) => metrics.webhookEnded(event.type, outcome),
  })
  const erasedEventId = (dialogId: DialogId) => keyedHash('event', 'dialog.erased', dialogId)
  const erased = (dialogId: DialogId) => deliveries.erase(dialogId, erasedEventId(dialogId))
  const mover = buildMover(config, {
    ...{ ...deps, newTraceparent, erased, tell: teller.tell },
    isWanted: seed => present.endpoints.some(one => isFor(one, seed)),
  })
  const sender = createSender(
    {
      ...{ deliveries, tryDelivery, endpoint, retryS: config.webhookRetryS, random: Math.random },
      mayWork: deps.mayWork,
      switchOff,
      onEnd: ({ type: event }, outcome) => metrics.webhookEnded(event, outcome),
      onError: err => log.warn({ err }, 'webhook not settled, will be sent again'),
    },
    senderPace,
  )
  deps.readings.webhookDead = sender.dead

  async function switchOff({ id, shop = '*' }: WebhookEndpoint): Promise<void> {
    if (!endpoint(id)?.active) return
    log.warn({ endpoint: id }, 'webhook switched off: its receiver says 410')
    const why = 'The receiver said 410'
    const { versions } = await document.edit(
      { shop: '*', by: OWN_NAME, why, ifMatch: undefined, isDryRun: false },
      ({ endpoints }) => ({
        endpoints: endpoints.map(one => (one.id === id ? { ...one, active: false } : one)),
      }),
    )
    recordOwnAct(deps, '/admin/webhooks', versions && { ...versions, why })
    await teller.tell({ type: 'webhook.disabled', shop, data: { endpoint: id, why: 'gone' } })
  }

  return {
    teller,
    routes: {
      ...{ document, read: type.read },
      ...createWebhookOperations({
        ...{ deliveries, secrets, tryDelivery, clock, endpoint, newId, keyedHash, onReplayed: sender.wake },
      }),
    },
    levelChanged({ from, to }) {
      if (clock.now() - to.since > NEWS_MS) return
      // Every process tells of it, under one id.
      const id = keyedHash('event', 'level.changed', String(to.level), to.mode, String(to.since))
      const data = { from: from.level, to: to.level, mode: to.mode, reason: to.reason }
      teller.tellSoon({ id, type: 'level.changed', shop: '*', at: to.since, data })
    },
    grayJudged: data => teller.tellSoon({ type: 'gray.verdict', shop: '*', data }),
    ...{ keepEvent: mover.keep, erasedEventId, erased, erasedOwner: deliveries.eraseOwner },
    async expired(shop, { dialogId, since, ref, owner }) {
      if (await state.dialogs.isErased(dialogId)) return
      // Every process that has the desk tells of it, under one id and one version, later than any before.
      const id = keyedHash('event', 'expired', dialogId)
      teller.tellSoon({
        id,
        type: 'dialog.closed',
        shop,
        dialogId,
        owner,
        version: since,
        data: { by: 'expiry', ref },
      })
    },
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

interface MoverWiringDeps
  extends Pick<OutboxMoverDeps, 'isWanted' | 'tell' | 'newTraceparent' | 'newId'>,
    Pick<WebhooksWiringDeps, 'log' | 'state'>,
    Pick<Webhooks, 'erased'> {}

function buildMover({ reportHours }: Config, deps: MoverWiringDeps): OutboxMover {
  const { log, state } = deps
  return createOutboxMover(
    {
      ...{ ...deps, outbox: state.outbox },
      async tell(event) {
        if (event.type === 'dialog.erased' && event.dialogId !== undefined) await deps.erased(event.dialogId)
        await deps.tell(event)
      },
      async toldOf(dialogId, seed, kept) {
        const view = await state.handovers.read(dialogId, seed.shop)
        const rules = { reportMs: reportHours * HOUR_MS, summaryOf: (seen: DeskView) => summaryOf(seen).text }
        return { data: dialogEventData(seed, kept, { view, ...rules }), owner: seed.owner ?? view?.owner }
      },
      onLost: (dialogId, count) => log.warn({ dialog_id: dialogId, count }, 'events of a dialog are lost'),
      onError: err => log.warn({ err }, 'events of a dialog not moved, will be'),
    },
    outboxPace,
  )
}
