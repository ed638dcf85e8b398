// Builds the front over the chats: tokens, admission, and what operators see.

import type { Secrets } from '../auth/secrets.js'
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import type { ShopsByName } from '../config/shops-file.js'
import type { ChatService } from '../dialog/chat-service.js'
import type { Subscriptions } from '../dialog/follow/subscriptions.js'
import { RATING_MS } from '../dialog/store/services.js'
import { toNdjson } from '../faq/faq-document.js'
import { versionOf } from '../faq/store.js'
import { createOpinionExport } from '../feedback/export.js'
import { createFeedback } from '../feedback/feedback.js'
import { createKeepOnce } from '../feedback/keep-once.js'
import { createServiceRatings } from '../feedback/service-ratings.js'
import { type AuditDeps, auditRoutes, CUSTOMER } from '../front/admin/audit-routes.js'
import { cannedRoutes } from '../front/admin/canned-routes.js'
import { deadLetterRoutes } from '../front/admin/dead-letter-routes.js'
import { type AdminDeps, adminRoutes } from '../front/admin/editor-routes.js'
import { opinionRoutes } from '../front/admin/feedback-routes.js'
import { grayRoutes } from '../front/admin/gray-routes.js'
import { jsonDocumentsRoutes } from '../front/admin/json-documents.js'
import { liveRoute } from '../front/admin/live-route.js'
import { transcriptExport } from '../front/admin/transcript-export.js'
import { webhookRoutes } from '../front/admin/webhook-routes.js'
import { type Front, type FrontDeps, openFront } from '../front/front.js'
import type { Route } from '../front/http/route.js'
import { STABLE } from '../gray/variant.js'
import type { LevelSwitch } from '../ladder/level.js'
import type { Live } from '../live/live.js'
import type { Offload } from '../offload/offload.js'
import type { ClusterView } from '../ops/cluster-view.js'
import type { Log } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import type { TextTable } from '../texts.js'
import type { RandomHex } from '../trace/trace.js'
import { createTranscripts } from '../transcripts/transcripts.js'
import type { AdmissionSet } from './admission.js'
import type { AuditParts } from './audit.js'
import type { HostInfo } from './basics.js'
import type { Documents } from './documents.js'
import type { GrayParts } from './gray.js'
import type { HotAnswers } from './hot.js'
import { buildPages } from './pages.js'
import type { PictureParts } from './pictures.js'
import type { RefluxParts } from './reflux.js'
import { buildSeatFront } from './seat-front.js'
import type { SeatParts } from './seats.js'
import type { ShopParts } from './shop.js'
import type { State } from './state.js'
import { buildTokens } from './tokens.js'
import type { Tracing } from './tracing.js'
import type { Webhooks } from './webhooks.js'

export interface FrontWiringDeps {
  readonly chats: ChatService
  readonly clock: Clock
  readonly steady: Clock
  readonly admissionSet: AdmissionSet
  readonly hot: HotAnswers
  readonly gray: Pick<GrayParts, 'rated' | 'routes'>
  readonly reflux: Pick<RefluxParts, 'lines'>
  readonly audit: Pick<AuditParts, 'auditLog' | 'page' | 'revealed'>
  readonly documents: Documents
  readonly keyedHash: KeyedHash
  readonly levels: LevelSwitch
  readonly live: Live
  readonly log: Log
  readonly metrics: Metrics
  readonly randomHex: RandomHex
  readonly secrets: Secrets
  readonly state: Pick<State, 'conversations' | 'dialogs' | 'handovers' | 'opinions' | 'services' | 'walk'>
  readonly offload: Pick<Offload, 'check'>
  newId(): string
  readonly seats: SeatParts
  readonly shop: Pick<ShopParts, 'routes' | 'confirming'>
  readonly pictureParts: Pick<PictureParts, 'pictures'>
  readonly shopsNamed: ShopsByName | undefined
  readonly subscriptions: Subscriptions
  readonly hostInfo: HostInfo
  readonly texts: TextTable
  readonly tracing: Tracing | undefined
  readonly webhooks: Pick<Webhooks, 'routes' | 'keepEvent'>
  /** The cluster as operators see it. */
  readonly view: Pick<ClusterView, 'status' | 'render'>
  /** A word a part for /readyz; anything but 'ok' and 'memory' means not ready. */
  checks(): Readonly<Record<string, string>>
}

const READ_MS = 2_000
const SOCKETS_PER_CUSTOMER = 16
/** At the open-file limit the event loop would spin on connections that it cannot accept. */
const SOCKET_SHARE = 0.95
/** Redis, log, modules, operators: what a process with a low limit needs besides customers and the vendor. */
const OTHER_FILES = 128

export function buildFront(config: Config, deps: FrontWiringDeps): Promise<Front> {
  const { chats, admissionSet, metrics, hostInfo } = deps
  const { admission, addresses, overload, customerRate } = admissionSet
  const { asking, seatLinks, passSign } = deps.seats
  const seatFront = buildSeatFront(config, deps)
  const told = { transcripts: createTranscripts(deps.state), aigcProducer: config.aigcProducer }
  return openFront(
    {
      ...deps,
      chat: chats,
      tokens: buildTokens(config, deps),
      admission,
      addresses,
      levelDocument: deps.documents.level,
      lookup: deps.hot.lookup,
      customerRate,
      overload,
      readiness: () => readiness(deps.checks()),
      cluster: deps.view,
      meter: metrics,
      auditLog: deps.audit.auditLog,
      subscriptions: deps.subscriptions,
      confirming: deps.shop.confirming,
      pictures: deps.pictureParts.pictures,
      onRevealed: deps.audit.revealed,
      conversations: deps.state.conversations,
      ...buildFeedback(config, deps),
      ...told,
      routes: [
        ...adminRoutes(adminPorts(deps)),
        ...auditRoutes(auditPorts(deps)),
        liveRoute(deps),
        ...cannedRoutes(deps.documents.canned),
        ...opinionRoutes(createOpinionExport(deps.state.opinions, reportMs(config))),
        transcriptExport({ ...told, auditLog: deps.audit.auditLog }),
        ...jsonDocumentsRoutes(deps.documents.json),
        ...grayRoutes(deps.gray.routes),
        ...webhooksRoutes(deps),
        ...deps.shop.routes(deps.view),
        ...buildPages(config, deps),
        ...seatFront.routes,
      ],
      sockets: [seatFront.socket],
      asking,
      seatLinks,
      passSign,
      leaving: deps.seats.leaving,
      standings: deps.seats.standings,
    },
    {
      budgetMs: config.answerBudgetMs,
      budgetMaxMs: config.llmTimeoutMs,
      readMs: READ_MS,
      textMax: config.textMax,
      deadlineMs: config.turnDeadlineMs,
      socketsPerCustomer: SOCKETS_PER_CUSTOMER,
      corsOrigins: config.corsOrigins,
      version: hostInfo.version,
    },
    {
      host: config.host,
      port: config.port,
      admin: config.adminPort === 0 ? undefined : { host: config.adminHost, port: config.adminPort },
      socketsMax: socketsMax(config, hostInfo.openFilesMax),
    },
  )
}

function webhooksRoutes({ webhooks: { routes } }: Pick<FrontWiringDeps, 'webhooks'>): Route[] {
  return [...webhookRoutes(routes), ...deadLetterRoutes(routes)]
}

const HOUR_MS = 3_600_000

function reportMs({ reportHours }: Config): number {
  return reportHours * HOUR_MS
}

function buildFeedback(
  config: Config,
  { state, offload, keyedHash, newId, gray, webhooks, seats }: FrontWiringDeps,
): Pick<FrontDeps, 'feedback' | 'rateService'> {
  const { opinions, services } = state
  const { disliked } = seats.handoffRules
  const keepOnce = createKeepOnce({ opinions, keyedHash, keepEvent: webhooks.keepEvent })
  const mask = async (text: string) => (await offload.check(text)).masked
  const shared = { keepOnce, mask, rated: gray.rated }
  return {
    feedback: createFeedback({ ...shared, keyedHash, newId, disliked }, { reportMs: reportMs(config) }),
    rateService: createServiceRatings({ ...shared, services }, { variant: STABLE, ratingMs: RATING_MS }),
  }
}

function auditPorts({ audit, chats, keyedHash }: FrontWiringDeps): AuditDeps {
  return {
    audit: audit.page,
    async eraseCustomer({ shop, uid }, trace) {
      const owner = keyedHash('uid', shop, uid)
      const dialogs = await chats.eraseCustomer({ owner, shop })
      await audit.auditLog.erased(CUSTOMER, { owner, shop }, trace)
      return dialogs
    },
  }
}

function socketsMax({ llmConnections }: Config, openFilesMax: number): number {
  return Math.floor(Math.min(openFilesMax * SOCKET_SHARE, openFilesMax - OTHER_FILES - llmConnections))
}

function adminPorts({ hot: { hot }, documents, reflux, view }: FrontWiringDeps): AdminDeps {
  return {
    hot: { list: hot.list, purge: hot.purge, document: documents.pinned },
    faq: { ...documents.faqEditor, document: documents.faq, versionOf, toNdjson },
    refluxLines: reflux.lines,
    status: view.status,
  }
}

function readiness(checks: Readonly<Record<string, string>>) {
  const ok = Object.values(checks).every(word => word === 'ok' || word === 'memory')
  return { ok, checks }
}
