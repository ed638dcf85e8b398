// Builds the gray release: its document, what is counted of its turns, and who is told of a verdict.
import type { Responder } from '../answer/responder.js'
import { watchedResponder } from '../answer/watched-responder.js'
import type { AuditLog } from '../audit/audit-log.js'
import type { Config } from '../config/config.js'
import { type Changed, createDocument } from '../documents/document.js'
import type { GrayRoutesDeps } from '../front/admin/gray-routes.js'
import { createGray, type Gray } from '../gray/gray.js'
import { documentOf, type GrayRelease } from '../gray/gray-document.js'
import type { Sided } from '../gray/side.js'
import type { Llm } from '../llm/llm.js'
import type { Metrics } from '../ops/metrics.js'
import type { MutableReadings } from '../ops/readings.js'
import type { RandomHex } from '../trace/trace.js'
import type { DocumentTypes } from './document-types.js'
import { recordOwnAct } from './own-act.js'
import type { State } from './state.js'
import { buildCanaryVendor, type CanaryVendorDeps } from './vendor.js'
import type { Webhooks } from './webhooks.js'

export interface GrayParts extends Gray {
  /** The way to the vendor of a release on trial. */
  readonly canary: Llm | undefined
  readonly routes: GrayRoutesDeps
  /** The responder of customers' turns, each of which is counted. */
  watched(responder: Responder): Responder
  /** Counts a customer who begins to wait for a person. */
  queued(customer: Sided): void
  readonly rated: Metrics['rated']
}

export interface GrayWiringDeps extends CanaryVendorDeps {
  readonly metrics: Metrics
  readonly readings: MutableReadings
  readonly state: Pick<State, 'breakers' | 'documents' | 'settings' | 'grayTallies'>
  readonly documentTypes: Pick<DocumentTypes, 'gray'>
  readonly randomHex: RandomHex
  readonly auditLog: Pick<AuditLog, 'acted'>
  mayWork(): boolean
  onStray(topic: string): void
  readonly webhooks: Pick<Webhooks, 'grayJudged'>
}

const EXCHANGE_MS = 1_000

export async function buildGray(config: Config, deps: GrayWiringDeps): Promise<GrayParts> {
  const { clock, log, metrics, readings, state, mayWork } = deps
  const type = deps.documentTypes.gray
  const canary = await buildCanaryVendor(config, deps)
  const document = createDocument(state.documents, type)

  function told({ document: release, versions }: Changed<GrayRelease>): void {
    const { name, state: verdict, finding } = release
    log.warn({ release: name, state: verdict, ...finding }, 'gray release judged')
    const { metric = null, stable = null, canary = null } = finding ?? {}
    deps.webhooks.grayJudged({ name, state: verdict, metric, stable, canary })
    const change = versions && { ...versions, why: finding ? `${verdict}: ${finding.metric}` : verdict }
    recordOwnAct(deps, '/admin/gray', change)
  }

  const gray = createGray(
    {
      settings: state.settings,
      type,
      document,
      tallies: state.grayTallies,
      mayWork,
      onStray: deps.onStray,
      onVerdict: told,
      onError: err => log.debug({ err }, 'gray figures not exchanged'),
    },
    { exchangeMs: EXCHANGE_MS, lookMs: config.grayLookS * 1_000 },
  )
  readings.grayState = () => gray.release().state
  return {
    ...gray,
    canary,
    routes: { ...gray, document, documentOf, read: type.read },
    watched: responder => watchedResponder(responder, gray, clock),
    queued: customer => gray.noted(gray.variantOf(customer)?.name, 'handoffs'),
    rated(rating) {
      metrics.rated(rating)
      // A person's service is nobody's release.
      if (rating.about !== 'turn') return
      gray.noted(rating.variant, 'rated')
      if (rating.score < 0) gray.noted(rating.variant, 'disliked')
    },
    async close() {
      await gray.close()
      await canary?.close()
    },
  }
}
