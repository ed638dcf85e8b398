// The composition root: every part made and joined, in dependency order, and closed in reverse.
import { randomFillSync } from 'node:crypto'
import { createFinisher } from './answer/finished.js'
import { createResponder } from './answer/responder.js'
import { signToken } from './auth/sign.js'
import { buildFront } from './build/front.js'
import { completeSecrets, type Secrets } from './build/secrets.js'
import { buildState } from './build/state.js'
import type { Surroundings } from './build/surroundings.js'
import { buildTexts } from './build/texts.js'
import { buildVendor } from './build/vendor.js'
import { systemClock as clock } from './clock.js'
import type { Config } from './config/config.js'
import { readFiles } from './config/files.js'
import { createActors } from './dialog/actors.js'
import { createChats } from './dialog/chats.js'
import { createSoloTickets } from './dialog/tickets.solo.js'
import { createLevelSwitch } from './ladder/level.js'
import { createOffload } from './offload/offload.piscina.js'
import { createLog, type Log } from './ops/log.js'
import { createMetrics } from './ops/metrics.js'
import { createTurnEnds } from './ops/turn-ends.js'
import { createKeyedHash } from './privacy/keyed-hash.js'
import { encodeMessage } from './prompt/fragment.js'
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

const MAX_TOKENS = 200
const TEMPERATURE = 0.3
const WORKER_TIMEOUT_MS = 2_000
/** Open connections are served this long after the listener has closed, so that balancers see it first. */
const GRACE_MS = 1_000
const FIRST_TOKEN_S = 86_400

/** Builds and starts everything. Throws ConfigError for what the operator must mend. */
export async function build(config: Config, surroundings: Surroundings): Promise<Service> {
  const log = createLog(config.logLevel, surroundings.pid)
  const files = readFiles(config)
  const texts = buildTexts(files.texts)
  const randomHex = createRandomHex(randomFillSync)
  const newId = () => randomHex(16)
  const secrets = completeSecrets(config, () => randomHex(32))
  const keyedHash = createKeyedHash(secrets.dataKey)
  const levels = createLevelSwitch(clock)

  const offload = await createOffload({
    file: new URL('../workers/text.js', import.meta.url),
    workerData: { dataKey: secrets.dataKey, faq: files.faq },
    threads: Math.max(1, surroundings.processors - 1),
    timeoutMs: WORKER_TIMEOUT_MS,
  })
  const state = await buildState(config, { clock, log, newId })
  const actors = createActors({ count: config.actors, mailboxMax: config.mailboxMax })
  const metrics = createMetrics(clock, {
    mailboxDepth: actors.depth,
    pendingTurns: () => 0,
    webSockets: () => 0,
    degradeLevel: () => levels.current().level,
    breakerState: () => breakerNumber[llm?.status()[0]?.breaker.at ?? 'closed'],
  })
  const llm = await buildVendor(config, { clock, log, metrics })
  const responder = createResponder({
    llm,
    offload,
    prompting: {
      system: encodeMessage('system', files.prompt),
      maxTokens: MAX_TOKENS,
      temperature: TEMPERATURE,
    },
    notice: language => texts.for(language).notice,
    guess: (language, answer) => texts.for(language).unsure + answer,
  })
  const chats = createChats({
    clock,
    log,
    offload,
    actors,
    keyedHash,
    newId,
    responder,
    dialogs: state.dialogs,
    tickets: createSoloTickets(state.dialogs),
    origin: newId(),
    finish: createFinisher(offload),
    level: () => levels.current().level,
    audit: (_turn, hits) => {
      for (const { kind } of hits) metrics.masked(kind)
    },
    maskDeltas: () => () => {},
    ends: createTurnEnds(log, metrics),
  })
  let isDraining = false
  const checks = () => ({ store: state.check(), ...(isDraining && { draining: 'yes' }) })
  const front = await buildFront(config, {
    chats,
    clock,
    keyedHash,
    levels,
    log,
    metrics,
    randomHex,
    secrets,
    surroundings,
    texts,
    checks,
  })

  return {
    port: front.port,
    log,
    firstToken: await firstToken(secrets),
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

const breakerNumber = { closed: 0, open: 1, probing: 2 }

function firstToken({ jwtSecret, isJwtSecretMadeUp }: Secrets): Promise<string> | undefined {
  if (!isJwtSecretMadeUp) return undefined
  return signToken({ uid: 'demo', role: 'customer', expiresInS: FIRST_TOKEN_S }, jwtSecret, clock.now())
}
