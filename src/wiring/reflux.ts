// Builds the reflux: degraded answers are kept, asked again once all is well, put into the dialogs that are still open,
// and handed to the FAQ editors; so are left messages, which nobody asks again.
import type { Finish } from '../answer/mask-cache.js'
import type { Responder } from '../answer/responder.js'
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import { createBetterAnswer } from '../dialog/better-answer.js'
import type { LeftMessage } from '../dialog/store/left-messages.js'
import type { TurnEnds } from '../dialog/turn/live-turns.js'
import type { Offload } from '../offload/offload.js'
import type { Log } from '../ops/log.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { type AskAgain, createAskAgain } from '../reflux/ask-again.js'
import { badlyServed } from '../reflux/badly-served.js'
import { type RefluxOrder, refluxLines } from '../reflux/export.js'
import { createIntake, type Intake } from '../reflux/intake.js'
import { leftEntry } from '../reflux/left-entry.js'
import { createRefluxWorker, refluxPace } from '../reflux/worker.js'
import { repeat } from '../timers.js'
import type { Cluster } from './cluster.js'
import type { Levels } from './ladder.js'
import type { State } from './state.js'

export interface RefluxParts {
  readonly intake: Intake
  /** Called with each answered turn. */
  readonly answered: TurnEnds['answered']
  /** Called with each message that a customer has left. Returns at once. */
  messageLeft(message: LeftMessage): void
  /** The kept rows as NDJSON lines. */
  lines(order: RefluxOrder): AsyncGenerator<string>
  close(): Promise<void>
}

export interface RefluxWiringDeps {
  readonly clock: Clock
  readonly state: State
  readonly cluster: Pick<Cluster, 'tickets'>
  readonly levels: Pick<Levels, 'ladder' | 'budget'>
  /** Asks again; absent without a vendor. */
  readonly asker: Responder | undefined
  readonly offload: Offload
  readonly finish: Finish
  readonly keyedHash: KeyedHash
  readonly processId: string
  readonly log: Pick<Log, 'info' | 'warn'>
  readonly randomHex: (bytes: number) => string
}

const RETRY_MS = 1_000
/** Entries kept too long go at least this often, also when nobody reads or adds. */
const TRIM_MS = 3_600_000

export function buildReflux(config: Config, deps: RefluxWiringDeps): RefluxParts {
  const { state, asker, clock, log } = deps
  const { ladder, budget } = deps.levels
  const { reflux } = state
  const { isErased } = state.dialogs
  const onLost = () => log.warn({}, 'reflux is full, an entry was not kept')
  const intake = createIntake({ reflux, isErased, onLost }, RETRY_MS)
  const trimming = repeat(reflux.trim, TRIM_MS)
  const mayWork = () => ladder.current().level === 0 && ladder.isOwner()
  const askAgain = asker && buildAskAgain(config, asker, deps)
  // Better answers are not worth the tokens that a shop is short of.
  const ask: AskAgain['ask'] = async (entry, signal) =>
    askAgain === undefined || budget.level(entry.shop) > 0 ? { kind: 'refused' } : askAgain.ask(entry, signal)
  const worker = askAgain && createRefluxWorker({ reflux, isErased, mayWork, ...askAgain, ask }, refluxPace)
  return {
    intake,
    answered(turn, reply) {
      const entry = badlyServed(turn, reply)
      if (entry) intake.offer(entry)
    },
    messageLeft: message =>
      intake.offer(leftEntry(message, { at: clock.now(), level: ladder.current().level })),
    lines: order => refluxLines({ reflux, isErased }, order),
    async close() {
      await worker?.close()
      await trimming.close()
      await intake.close()
    },
  }
}

function buildAskAgain(config: Config, responder: Responder, deps: RefluxWiringDeps): AskAgain {
  const { state, cluster, keyedHash, processId, clock, offload, finish, randomHex, log } = deps
  const { dialogs } = state
  const { tickets } = cluster
  return createAskAgain({
    clock,
    responder,
    offload,
    finish,
    randomHex,
    betterAnswer: createBetterAnswer({ dialogs, tickets, keyedHash, origin: processId }, config.historyTurns),
    onDelivered: ({ dialogId, turnId }) =>
      log.info({ dialog_id: dialogId, turn_id: turnId }, 'better answer delivered'),
  })
}
