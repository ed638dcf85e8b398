// The composition root: every part made and joined, in dependency order, and closed in reverse.
import { randomFillSync } from 'node:crypto'
import { buildChats } from './build/chats.js'
import { buildFront } from './build/front.js'
import { completeSecrets, firstToken } from './build/secrets.js'
import { buildState } from './build/state.js'
import type { Surroundings } from './build/surroundings.js'
import { buildTexts } from './build/texts.js'
import { buildVendor } from './build/vendor.js'
import { systemClock as clock } from './clock.js'
import type { Config } from './config/config.js'
import { readFiles } from './config/files.js'
import { type Actors, createActors } from './dialog/actors.js'
import { createLevelSwitch, type LevelSwitch } from './ladder/level.js'
import { createOffload } from './offload/offload.piscina.js'
import { createLog, type Log } from './ops/log.js'
import { createMetrics, type Readings } from './ops/metrics.js'
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

/** A batch of texts that takes a worker longer than this ends with its worker. */
const WORKER_TIMEOUT_MS = 2_000
/** Open connections are served this long after the listener has closed, so that balancers see it first. */
const GRACE_MS = 1_000

/** Builds and starts everything. Throws ConfigError for what the operator must mend. */
export async function build(config: Config, surroundings: Surroundings): Promise<Service> {
  const { prompt, faq, names, texts: sentences } = readFiles(config)
  const basics = buildBasics(config, surroundings, sentences)
  const { log, secrets } = basics
  const offload = await createOffload({
    file: new URL('../workers/text.js', import.meta.url),
    workerData: { dataKey: secrets.dataKey, faq, names },
    threads: Math.max(1, surroundings.processors - 1),
    timeoutMs: WORKER_TIMEOUT_MS,
  })
  const state = await buildState(config, basics)
  const llm = await buildVendor(config, basics)
  basics.readings.breakerState = () => breakerNumber[llm?.status()[0]?.breaker.at ?? 'closed']
  const chats = buildChats({ ...basics, offload, state, llm, prompt })
  let isDraining = false
  const checks = () => ({ store: state.check(), ...(isDraining && { draining: 'yes' }) })
  const front = await buildFront(config, { ...basics, chats, checks })

  return {
    port: front.port,
    log,
    firstToken: await firstToken(secrets, clock.now()),
    async stop() {
      isDraining = true
      await front.drain(GRACE_MS, config.drainMs)
      await chats.drain(0)
      front.close()
      await llm?.close()
      await offload.close()
      await state.close()
    },
  }
}

/** The parts that everything else is built on. */
function buildBasics(config: Config, surroundings: Surroundings, sentences: string) {
  const randomHex = createRandomHex(randomFillSync)
  const secrets = completeSecrets(config, () => randomHex(32))
  const levels = createLevelSwitch(clock)
  const actors = createActors({ count: config.actors, mailboxMax: config.mailboxMax })
  const readings = readingsOf(actors, levels)
  return {
    ...{ clock, surroundings, randomHex, secrets, levels, actors, readings },
    log: createLog(config.logLevel, surroundings.pid),
    texts: buildTexts(sentences),
    newId: () => randomHex(16),
    keyedHash: createKeyedHash(secrets.dataKey),
    metrics: createMetrics(clock, readings),
  }
}

const breakerNumber = { closed: 0, open: 1, probing: 2 }

/** What the gauges read; parts that are built later put their reading in then. */
function readingsOf(actors: Actors, levels: LevelSwitch): { -readonly [K in keyof Readings]: Readings[K] } {
  return {
    mailboxDepth: actors.depth,
    degradeLevel: () => levels.current().level,
    pendingTurns: () => 0,
    webSockets: () => 0,
    breakerState: () => 0,
  }
}
