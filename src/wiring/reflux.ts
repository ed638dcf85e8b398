// Builds the reflux: degraded answers are kept, asked again once all is well, put into the dialogs that are still open,
// and handed to the FAQ editors.

import { isBlockedReason } from '../answer/blocked.js'
import type { Finish } from '../answer/mask-cache.js'
import type { Responder } from '../answer/responder.js'
import { within } from '../clock.js'
import type { Config } from '../config/config.js'
import { createBetterAnswer } from '../dialog/better-answer.js'
import type { TurnEnds } from '../dialog/turn/live-turns.js'
import type { Ladder } from '../ladder/ladder.js'
import { isOfPrompt } from '../llm/failure.js'
import type { Offload } from '../offload/offload.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { type ExportOrder, refluxLines } from '../reflux/export.js'
import { createIntake, type Intake } from '../reflux/intake.js'
import type { RefluxEntry } from '../reflux/reflux.js'
import { createRefluxWorker, type Reask, refluxPace } from '../reflux/worker.js'
import { unsampledTraceparent } from '../trace/trace.js'
import type { Cluster } from './cluster.js'
import type { State } from './state.js'

export interface RefluxParts {
  readonly intake: Intake
  /** Called with each answered turn. */
  readonly answered: TurnEnds['answered']
  /** The kept rows as NDJSON lines. */
  lines(order: ExportOrder): AsyncGenerator<string>
  close(): Promise<void>
}

export interface RefluxWiringDeps {
  readonly clock: { now(): number }
  readonly state: State
  readonly cluster: Pick<Cluster, 'tickets'>
  readonly ladder: Ladder
  /** Asks again; absent without a vendor. */
  readonly asker: Responder | undefined
  readonly offload: Offload
  readonly finish: Finish
  readonly keyedHash: KeyedHash
  readonly processId: string
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void }
  readonly randomHex: (bytes: number) => string
}

const RETRY_MS = 1_000
const READ_MS = 2_000
const ASK_MS = 10_000
/** How long a better answer waits for its place behind turns under way. */
const DELIVER_MS = 5_000

export function buildReflux(config: Config, deps: RefluxWiringDeps): RefluxParts {
  const { state, ladder, asker, log } = deps
  const { reflux, dialogs } = state
  const onLost = () => log.warn({}, 'reflux is full, an answer was not kept')
  const { isForgotten } = dialogs
  const intake = createIntake({ reflux, isForgotten, onLost }, RETRY_MS)
  const worker =
    asker &&
    createRefluxWorker(
      {
        ...{ reflux, isForgotten },
        mayWork: () => ladder.current().level === 0 && ladder.isOwner(),
        ...buildBetter(config, { ...deps, asker }),
      },
      refluxPace,
    )
  return {
    intake,
    answered(turn, { dialogId, turn: stored, stateless }) {
      const { text: answer, level, source, reason } = stored.answer
      // Small talk gives no reason: it was served as well as ever.
      if (stateless || (source === 'faq' && reason === undefined) || isBlockedReason(reason)) return
      const { owner, shop } = turn.order.customer
      const { turnId } = turn
      const { at, text: question } = stored
      intake.offer({ at, dialogId, turnId, owner, shop, question, answer, level, source })
    },
    lines: order => refluxLines({ reflux, isForgotten }, order),
    async close() {
      await worker?.close()
      await intake.close()
    },
  }
}

/** The better answer: asked for on the dialog's past as a turn of it would be, masked, and put into the dialog. */
function buildBetter(config: Config, deps: RefluxWiringDeps & { readonly asker: Responder }) {
  const { state, cluster, keyedHash, processId, log, finish } = deps
  const { tickets } = cluster
  const improving = createBetterAnswer(
    { dialogs: state.dialogs, tickets, keyedHash, origin: processId },
    config.historyTurns,
  )
  return {
    async ask(entry: RefluxEntry, signal: AbortSignal): Promise<Reask> {
      const { past, better } = await within(READ_MS, signal, inTime => improving.look(entry, inTime))
      if (better !== undefined) return { kind: 'answered', text: better }
      const { draft, failed } = await askAgain(entry, past, { deps, signal })
      // Editors and customers are offered whole answers only.
      if (draft.isTruncated) return { kind: 'refused' }
      if (failed !== undefined) return { kind: isOfPrompt(failed) ? 'refused' : 'failed' }
      const { masked, blocked } = await finish(draft)
      return blocked === undefined ? { kind: 'answered', text: masked } : { kind: 'refused' }
    },
    async deliver(entry: RefluxEntry, better: string, signal: AbortSignal): Promise<boolean> {
      const { dialogId, turnId, answer } = entry
      if (better === answer) return false
      const delivered = await within(DELIVER_MS, signal, inTime =>
        improving.deliver(entry, better, inTime).catch(error => {
          // Others hold the dialog's queue: it has gone on.
          if (inTime.aborted && !signal.aborted) return false
          throw error
        }),
      )
      if (delivered) log.info({ dialog_id: dialogId, turn_id: turnId }, 'better answer delivered')
      return delivered
    },
  }
}

interface Again {
  readonly deps: RefluxWiringDeps & { readonly asker: Responder }
  readonly signal: AbortSignal
}

async function askAgain(entry: RefluxEntry, past: readonly string[], { deps, signal }: Again) {
  const { clock, offload, randomHex, asker } = deps
  const { question: text, shop } = entry
  const how = { level: 0, isPaid: true } as const
  const prepared = await offload.prepare({ text, matches: asker.matchesWanted(how), shop })
  const traceparent = unsampledTraceparent(randomHex)
  const deadlineAt = clock.now() + ASK_MS
  return asker.respond({ ...how, prepared, shop, language: 'zh', traceparent, deadlineAt }, past, {
    signal,
  })
}
