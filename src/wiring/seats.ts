// Builds the desk: who waits, the seats that are here, and what customers and seats may do about each other.
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import { type InForceDeps, watchDocuments } from '../documents/in-force.js'
import type { DeskFigures } from '../live/report.js'
import type { Offload } from '../offload/offload.js'
import type { Log } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import type { MutableReadings } from '../ops/readings.js'
import type { HandoffDocument } from '../people/handoff-document.js'
import { openingHours } from '../people/hours.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import type { PublicDocument } from '../privacy/public-document.js'
import { createPublicNumbers, type PublicNumbers } from '../privacy/public-numbers.js'
import { createSeal } from '../privacy/seal.js'
import { type Benches, createBenches } from '../seats/benches.js'
import type { Desk } from '../seats/desk.js'
import { deskFigures } from '../seats/desk-figures.js'
import type { Drafts } from '../seats/drafts.js'
import { createOffering, type DeskRules, type Offering } from '../seats/offering.js'
import { onlineSeats } from '../seats/queue-order.js'
import { createSeatDesk, type SeatDesk } from '../seats/seat-desk.js'
import { summedUp } from '../seats/summaries.js'
import { toldActs } from '../seats/told-acts.js'
import { tellHandovers } from '../seats/told-handovers.js'
import type { TextTable } from '../texts.js'
import { type AskingParts, buildAsking } from './asking.js'
import type { AuditParts } from './audit.js'
import type { Cluster } from './cluster.js'
import { buildDesk } from './desk.js'
import type { DocumentTypes } from './document-types.js'
import type { GrayParts } from './gray.js'
import { buildHandoffRules, type HandoffRuleParts, readRules } from './handoff-rules.js'
import type { HotAnswers } from './hot.js'
import type { RefluxParts } from './reflux.js'
import { buildSeatHelp, type SeatHelpDeps } from './seat-help.js'
import { buildSeatLine, type SeatLine } from './seat-line.js'
import type { State } from './state.js'
import type { Webhooks } from './webhooks.js'

export interface SeatParts extends AskingParts, SeatLine {
  readonly desk: Desk
  readonly offering: Offering
  readonly seatDesk: SeatDesk
  readonly drafts: Drafts
  readonly benches: Benches
  /** All desks together, as this process knows them. */
  figures(): DeskFigures
  readonly handoffRules: HandoffRuleParts
  isSomebodyThere(shop: string): boolean
  close(): Promise<void>
}

export interface SeatWiringDeps extends Omit<SeatHelpDeps, 'state'> {
  readonly clock: Clock
  readonly steady: Clock
  readonly log: Log
  readonly metrics: Pick<Metrics, 'people'>
  readonly readings: MutableReadings
  readonly state: Pick<
    State,
    'boards' | 'dialogs' | 'handovers' | 'leftMessages' | 'opinions' | 'outbox' | 'settings' | 'walk'
  >
  readonly cluster: Pick<Cluster, 'bus' | 'tickets' | 'watching' | 'subscriptions'>
  readonly offload: Offload
  readonly keyedHash: KeyedHash
  readonly secrets: { readonly dataKey: string }
  readonly texts: TextTable
  readonly audit: Pick<AuditParts, 'seatActed'>
  readonly documentTypes: Pick<DocumentTypes, 'handoff' | 'hours' | 'public'>
  readonly webhooks: Pick<Webhooks, 'keepEvent' | 'expired'>
  onStray(topic: string): void
  readonly gray: Pick<GrayParts, 'queued'>
  readonly reflux: Pick<RefluxParts, 'messageLeft'>
  newId(): string
  readonly hot: Pick<HotAnswers, 'isSmalltalk'>
}

/** Desks that metrics tell of. */
const SHOPS_MAX = 1_000

export function buildSeats(config: Config, deps: SeatWiringDeps): SeatParts {
  const { state, cluster, clock, log, metrics, texts } = deps
  const { keepEvent } = deps.webhooks
  const { drafts, summaries } = buildSeatHelp(deps)
  const handovers = summedUp(tellHandovers(state.handovers, keepEvent), summaries.soon)
  const { outbox, boards, leftMessages } = state
  const { tickets, bus } = cluster
  const { people: counts } = metrics
  const watched = { settings: state.settings, onStray: deps.onStray }
  const { hours, shopsWithHours } = watchHours(deps)
  const handoff = watchDocuments({ ...watched, type: deps.documentTypes.handoff, become: readRules })
  const { of: numbersOf } = publishedNumbers({ ...watched, type: deps.documentTypes.public })
  const onError = (err: unknown) => log.warn({ err }, 'desk not asked, will be again')
  const desk = buildDesk(config, {
    ...state,
    handovers,
    bus,
    steady: deps.steady,
    onError,
    onReturned: (_shop, { dialogId }) => counts.returned(dialogId),
    onGone: (shop, row) => void deps.webhooks.expired(shop, row).catch(onError),
  })
  const { isDraft } = drafts
  const shared = { ...deps, desk, handovers, tickets, counts, keepEvent, outbox, isDraft, numbersOf }
  const offering = createOffering({
    desk,
    boards,
    onError,
    rulesOf: shop => deskRules(handoff.of(shop).rules),
    ping: shop => bus.broadcast({ kind: 'desk', shop }),
  })
  const acts = createSeatDesk({
    ...shared,
    offering,
    closedText: ({ language, shop }) => texts.for(language, shop).people.closed,
  })
  const seatDesk = toldActs(acts, deps.audit.seatActed)
  const figures = () => deskFigures(desk.boards(), offering.load)
  readDesks(deps.readings, figures)
  deps.readings.desksOpen = () =>
    shopsOf(desk, shopsWithHours()).map(shop => [shop, hours.of(shop).isOpen(clock.now())])
  const liveSeal = config.seatSeesRaw === 'true' ? createSeal(deps.secrets.dataKey, 'live text') : undefined
  const maxWaitS = (shop: string) => handoff.of(shop).rules.max_wait_s
  const askingParts = buildAsking(config, { ...shared, leftMessages, hoursOf: hours.of, onError, maxWaitS })
  const { asking } = askingParts
  const isSomebodyThere = (shop: string) => onlineSeats(desk.board(shop)).length > 0
  const handoffRules = buildHandoffRules({
    ...shared,
    asking,
    onError,
    of: handoff.of,
    say: ({ language, shop }, kind) => texts.for(language, shop).people[kind],
    isSomebodyThere,
    isCourtesy: deps.hot.isSmalltalk,
  })
  return {
    ...askingParts,
    desk,
    offering,
    seatDesk,
    drafts,
    figures,
    handoffRules,
    isSomebodyThere,
    benches: createBenches(desk, offering.load),
    ...buildSeatLine({ desk, offering, seatDesk, cluster, clock, steady: deps.steady, liveSeal, onError }),
    async close() {
      summaries.close()
      for (const part of [offering, askingParts.leaving, handoffRules, desk]) await part.close()
    },
  }
}

/** Opening hours, and the shops that have hours of their own. */
function watchHours({ state, documentTypes, onStray }: SeatWiringDeps) {
  let shopsWithHours: readonly string[] = []
  const hours = watchDocuments({
    settings: state.settings,
    onStray,
    type: documentTypes.hours,
    become: openingHours,
    onChange(shops) {
      shopsWithHours = [...shops.keys()]
    },
  })
  return { hours, shopsWithHours: () => shopsWithHours }
}

function publishedNumbers(watched: Omit<InForceDeps<PublicDocument, PublicNumbers>, 'become'>) {
  return watchDocuments({ ...watched, become: ({ numbers }) => createPublicNumbers(numbers) })
}

function deskRules({ routing, offer_s, misses, silent_customer_s, claim_over }: HandoffDocument): DeskRules {
  return {
    isOffering: routing === 'offer',
    offerMs: offer_s * 1000,
    misses,
    silentMs: silent_customer_s * 1000,
    mayClaimOver: claim_over,
  }
}

function shopsOf(desk: Desk, withHours: readonly string[]): string[] {
  return [...new Set([...desk.boards().keys(), ...withHours])].slice(0, SHOPS_MAX)
}

function readDesks(readings: MutableReadings, figures: () => DeskFigures): void {
  readings.seatsOnline = () => figures().online
  readings.handoffWaiting = () => figures().waiting
  readings.seatLoadRatio = () => {
    const { load, capacity } = figures()
    return capacity === 0 ? 0 : load / capacity
  }
}
