// The composition root: every part made and joined, in dependency order, and closed in reverse.

import { completeSecrets, firstToken } from './auth/secrets.js'
import { pause } from './clock.js'
import type { Config } from './config/config.js'
import type { PendingLag } from './dialog/pending/pending-lines.js'
import type { LevelChange } from './ladder/ladder.js'
import type { BreakerMove } from './llm/call.js'
import { warmUp } from './offload/warm-up.js'
import type { Log } from './ops/log.js'
import { createKeyedHash } from './privacy/keyed-hash.js'
import { buildAdmission } from './wiring/admission.js'
import { buildAudit } from './wiring/audit.js'
import { buildBasics, type HostInfo } from './wiring/basics.js'
import { buildChats } from './wiring/chats.js'
import { buildCluster } from './wiring/cluster.js'
import { buildDocuments, followLogDocument, shopTexts } from './wiring/documents.js'
import { buildFront } from './wiring/front.js'
import { buildGray } from './wiring/gray.js'
import { buildHot } from './wiring/hot.js'
import { buildLadder } from './wiring/ladder.js'
import { buildLive } from './wiring/live.js'
import { buildNews } from './wiring/news.js'
import { buildPictures } from './wiring/pictures.js'
import { buildReflux } from './wiring/reflux.js'
import { buildResponder } from './wiring/responder.js'
import { buildSeats } from './wiring/seats.js'
import { buildShop } from './wiring/shop.js'
import { buildState } from './wiring/state.js'
import { buildStatus } from './wiring/status.js'
import { buildVendor } from './wiring/vendor.js'
import { buildWebhooks } from './wiring/webhooks.js'
import { buildWorkers } from './wiring/workers.js'

/** The running service. */
export interface Service {
  readonly port: number
  /** Present when operators have a port of their own. */
  readonly adminPort: number | undefined
  readonly log: Log
  /** Present when the secret was made up: nobody else can sign a token then. */
  readonly firstToken: string | undefined
  /** Takes nothing new, ends what runs within DRAIN_MS, closes everything. May be called once. */
  stop(): Promise<void>
}

/** Open connections are served this long after the listener has closed, so that balancers see it first. */
const GRACE_MS = 1_000

const FIRST_BEAT_MS = 2_000

/** In development a quick start is worth more than a quick first answer. */
const WARM_UP_MS = 1_000

/** Builds and starts everything. Throws ConfigError for what the operator must mend. */
export async function build(config: Config, hostInfo: HostInfo): Promise<Service> {
  const basics = buildBasics(config, hostInfo)
  const { log, readings, randomHex, tracing } = basics
  const state = await buildState(config, basics)
  followLogDocument({ ...basics, state })
  const texts = shopTexts({ ...basics, state })
  const secrets = await completeSecrets(config, { newSecret: () => randomHex(32), share: state.share })
  const keyedHash = createKeyedHash(secrets.dataKey)
  const news = buildNews({ ...basics, state })
  const audit = buildAudit({ ...basics, state, keyedHash })
  const workers = await buildWorkers(config, { ...basics, ...hostInfo, ...state, ...secrets })
  const onBreaker = (move: BreakerMove): void => {
    for (const part of [levels, news.notices]) part.breakerMoved(move)
  }
  const { called: onCall } = news.vendors
  const vendor = await buildVendor(config, { ...basics, state, role: 'stable', onCall, onBreaker })
  const mayWork = () => levels.ladder.isOwner()
  const auditLog = news.notices.watched(audit.auditLog)
  const webhooks = buildWebhooks(config, { ...basics, state, secrets, keyedHash, auditLog, mayWork })
  const gray = await buildGray(config, { ...basics, state, mayWork, auditLog, webhooks })
  const onLevel = (change: LevelChange): void => {
    for (const part of [webhooks, news.notices]) part.levelChanged(change)
  }
  const pendingLag = (boundMs: number): PendingLag => cluster.pendingTurns.lag(boundMs)
  const levels = buildLadder(config, { ...basics, state, llm: vendor, pendingLag, onLevel })
  const cluster = buildCluster(config, {
    ...basics,
    state: { ...state, dialogs: webhooks.movedFrom(state.dialogs) },
    onMessage(message) {
      for (const part of [chats, seats]) part.onMessage(message)
    },
    runOrphan: orphan => chats.runOrphan(orphan),
  })
  const admissionSet = buildAdmission(config, { ...basics, state, vendor, members: cluster.members })
  const { llm, ladder, signals, budget } = levels
  const hot = buildHot(config, { ...basics, ...workers, ...admissionSet.admission, state, keyedHash, gray })
  const around = { ...basics, ...workers, state, texts, audit, news, keyedHash, secrets }
  const shop = buildShop(config, { ...around, isSomebodyThere: of => seats.isSomebodyThere(of) })
  const responder = buildResponder(config, { ...around, ...gray, llm, budget, shop })
  const pictureParts = await buildPictures(config, around)
  const shared = { ...around, cluster, webhooks, gray, admissionSet, shop, levels, hot, responder }
  const reflux = buildReflux(config, { ...shared, asker: llm && responder })
  const seats = buildSeats(config, { ...shared, ...admissionSet.admission, reflux })
  const watched = { audit: { ...audit, auditLog }, responder: gray.watched(responder) }
  const parts = { ...shared, ...watched, levels: ladder, signals, budget, seats, reflux, pictureParts }
  const documents = await buildDocuments(parts)
  const chats = buildChats(config, parts)
  // Others take a process without a beat for a dead one; a store that is away must not keep this one from serving.
  await Promise.race([cluster.members.started(), pause(FIRST_BEAT_MS)])
  await warmUp({ ...basics, ...workers }, config.isProduction ? WARM_UP_MS : 0)
  let isDraining = false
  const checks = () => ({ store: state.check(), ...(isDraining && { draining: 'yes' }) })
  const { subscriptions, pendingTurns } = cluster
  const live = buildLive({ ...parts, vendor })
  const view = buildStatus(config, { ...parts, chats, vendor, checks })
  const front = await buildFront(config, { ...parts, documents, subscriptions, chats, checks, view, live })
  readings.webSockets = front.webSockets
  readings.pendingTurns = () => pendingTurns.size
  return {
    port: front.port,
    adminPort: front.adminPort,
    log,
    firstToken: await firstToken(secrets, basics.clock.now()),
    async stop() {
      isDraining = true
      live.drain()
      await front.drain(GRACE_MS, config.drainMs)
      await chats.drain(0)
      front.close()
      for (const part of [seats, live, view, cluster, admissionSet, shop, pictureParts]) await part.close()
      for (const part of [reflux, gray, audit, webhooks, levels, workers, state, tracing]) await part?.close()
    },
  }
}
