// The composition root: every part made and joined, in dependency order, and closed in reverse.
import { randomFillSync } from 'node:crypto'
import { buildDoors } from './build/admission.js'
import { buildChats } from './build/chats.js'
import { buildCluster } from './build/cluster.js'
import { buildFront } from './build/front.js'
import { buildHot } from './build/hot.js'
import { buildLadder } from './build/ladder.js'
import { buildReflux } from './build/reflux.js'
import { completeSecrets, firstToken } from './build/secrets.js'
import { buildState } from './build/state.js'
import type { Surroundings } from './build/surroundings.js'
import { buildTexts } from './build/texts.js'
import { buildVendor } from './build/vendor.js'
import { buildWorkers } from './build/workers.js'
import { type Clock, systemClock as clock, pause } from './clock.js'
import type { Config } from './config/config.js'
import { readFiles } from './config/files.js'
import { createActors } from './dialog/actors.js'
import { createLog, type Log } from './ops/log.js'
import { createMetrics, createReadings } from './ops/metrics.js'
import { createKeyedHash } from './privacy/keyed-hash.js'
import { createRandomHex } from './trace/random.js'

/** The running service. */
export interface Service {
  readonly port: number
  readonly log: Log
  /** Present when the secret was made up: nobody else can sign a token then. */
  readonly firstToken: string | undefined
  /** Takes nothing new, ends what runs within DRAIN_MS, closes everything. May be called once. */
  stop(): Promise<void>
}

const steady: Clock = { now: () => performance.now() }
/** Open connections are served this long after the listener has closed, so that balancers see it first. */
const GRACE_MS = 1_000

const FIRST_BEAT_MS = 2_000

/** Builds and starts everything. Throws ConfigError for what the operator must mend. */
export async function build(config: Config, surroundings: Surroundings): Promise<Service> {
  const files = readFiles(config)
  const texts = buildTexts(files.texts)
  const log = createLog(config.logLevel, surroundings.pid)
  const randomHex = createRandomHex(randomFillSync)
  const newId = () => randomHex(16)
  const actors = createActors({ count: config.actors, mailboxMax: config.mailboxMax })
  const readings = createReadings({ mailboxDepth: actors.depth })
  const metrics = createMetrics(clock, readings)
  const basics = {
    clock,
    steady,
    log,
    metrics,
    readings,
    texts,
    randomHex,
    newId,
    actors,
    surroundings,
    self: newId(),
  }

  const state = await buildState(config, basics)
  const secrets = await completeSecrets(config, { newSecret: () => randomHex(32), share: state.share })
  const keyedHash = createKeyedHash(secrets.dataKey)
  const workers = await buildWorkers(config, { ...surroundings, ...state, ...secrets, log, files })
  const vendor = await buildVendor(config, basics)
  const levels = buildLadder(config, { ...basics, state, llm: vendor })
  const cluster = buildCluster(config, {
    ...{ ...basics, state },
    hear: message => chats.hear(message),
    runOrphan: orphan => chats.runOrphan(orphan),
  })
  const doors = buildDoors(config, { ...basics, state, procs: cluster.procs })
  const { llm, ladder, signals } = levels
  const { payVendor } = doors.admission
  const hot = buildHot(config, { ...{ ...basics, ...workers, state, files, keyedHash }, payVendor })
  const reflux = buildReflux({ ...{ ...basics, ...workers, state, files, ladder, llm } })
  const parts = {
    ...basics,
    state,
    cluster,
    keyedHash,
    ...workers,
    hot,
    reflux,
    llm,
    signals,
    levels: ladder,
    load: doors.overload,
  }
  const chats = buildChats(config, { ...parts, prompt: files.prompt })
  // Others take a process without a beat for a dead one; a store that is away must not keep this one from serving.
  await Promise.race([cluster.procs.started(), pause(FIRST_BEAT_MS)])
  let isDraining = false
  const checks = () => ({ store: state.check(), ...(isDraining && { draining: 'yes' }) })
  const { subscriptions, promises } = cluster
  const front = await buildFront(config, { ...parts, subscriptions, chats, doors, secrets, checks })
  readings.webSockets = front.webSockets
  readings.pendingTurns = () => promises.size

  return {
    port: front.port,
    log,
    firstToken: await firstToken(secrets, clock.now()),
    async stop() {
      isDraining = true
      await front.drain(GRACE_MS, config.drainMs)
      await chats.drain(0)
      front.close()
      await cluster.close()
      await doors.close()
      await reflux.close()
      await levels.close()
      await workers.close()
      await state.close()
    },
  }
}
