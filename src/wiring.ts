// The composition root: every part made and joined, in dependency order, and closed in reverse.

import { completeSecrets, firstToken } from './auth/secrets.js'
import { pause } from './clock.js'
import type { Config } from './config/config.js'
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
import { buildHot } from './wiring/hot.js'
import { buildLadder } from './wiring/ladder.js'
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
  const { log, files, faqFile, readings, randomHex } = basics
  const state = await buildState(config, basics)
  followLogDocument({ ...basics, state })
  const texts = shopTexts({ ...basics, state })
  const secrets = await completeSecrets(config, { newSecret: () => randomHex(32), share: state.share })
  const keyedHash = createKeyedHash(secrets.dataKey)
  const audit = buildAudit({ ...basics, state, keyedHash })
  const workers = await buildWorkers(config, { ...hostInfo, ...state, ...secrets, log, files, faqFile })
  const vendor = await buildVendor(config, { ...basics, state, onBreaker: m => levels.breakerMoved(m) })
  const mayWork = () => levels.ladder.isOwner()
  const webhooks = buildWebhooks(config, { ...basics, state, secrets, keyedHash, mayWork })
  const levels = buildLadder(config, {
    onLevel: webhooks.levelChanged,
    ...{ ...basics, state, llm: vendor },
    pendingLag: boundMs => cluster.pendingTurns.lag(boundMs),
  })
  const cluster = buildCluster(config, {
    ...{ ...basics, state },
    onMessage: message =>
      message.kind === 'desk' ? seats.desk.changed(message.shop) : chats.onMessage(message),
    runOrphan: orphan => chats.runOrphan(orphan),
  })
  const admissionSet = buildAdmission(config, { ...basics, state, members: cluster.members })
  const { llm, ladder, signals } = levels
  const { payVendor } = admissionSet.admission
  const hot = buildHot(config, { ...{ ...basics, ...workers, state, keyedHash }, payVendor })
  const responder = buildResponder(config, { ...basics, ...workers, state, texts, llm })
  const asker = llm && responder
  const reflux = buildReflux(config, { ...basics, ...workers, state, cluster, ladder, keyedHash, asker })
  const seats = buildSeats(config, { ...basics, ...workers, state, cluster, keyedHash, texts })
  const shop = buildShop(config, { ...basics, ...workers, state, texts, audit })
  const parts = {
    ...{ ...basics, ...workers, state, cluster, keyedHash, hot, reflux, responder, audit, signals, texts },
    ...{ toolAnswers: shop.toolAnswers, dataKey: secrets.dataKey },
    levels: ladder,
    webhooks,
    load: admissionSet.overload,
  }
  const documents = await buildDocuments(parts)
  const chats = buildChats(config, { ...parts, seats })
  // Others take a process without a beat for a dead one; a store that is away must not keep this one from serving.
  await Promise.race([cluster.members.started(), pause(FIRST_BEAT_MS)])
  await warmUp({ ...basics, ...workers }, config.isProduction ? WARM_UP_MS : 0)
  let isDraining = false
  const checks = () => ({ store: state.check(), ...(isDraining && { draining: 'yes' }) })
  const { subscriptions, pendingTurns } = cluster
  const view = buildStatus(config, { ...parts, chats, vendor, checks })
  const front = await buildFront(config, {
    ...parts,
    documents,
    subscriptions,
    chats,
    seats,
    admissionSet,
    secrets,
    checks,
    view,
  })
  readings.webSockets = front.webSockets
  readings.pendingTurns = () => pendingTurns.size
  const { port, adminPort } = front
  return {
    ...{ port, adminPort, log },
    firstToken: await firstToken(secrets, basics.clock.now()),
    async stop() {
      isDraining = true
      await front.drain(GRACE_MS, config.drainMs)
      await chats.drain(0)
      front.close()
      await seats.desk.close()
      await view.close()
      await cluster.close()
      await admissionSet.close()
      await shop.close()
      await reflux.close()
      await audit.close()
      await webhooks.close()
      await levels.close()
      await workers.close()
      await state.close()
    },
  }
}
