// The better answer to a kept question: asked for on the dialog's past as a turn of it would be, masked, and put into
// the dialog.
import type { Finish } from '../answer/mask-cache.js'
import type { Responder } from '../answer/responder.js'
import { type Clock, within } from '../clock.js'
import type { BetterAnswer } from '../dialog/better-answer.js'
import { isOfPrompt } from '../llm/failure.js'
import type { Offload } from '../offload/offload.js'
import type { StopSignal } from '../stop.js'
import { unsampledTraceparent } from '../trace/trace.js'
import type { RefluxEntry } from './reflux.js'
import type { Reask, RefluxWorkerDeps } from './worker.js'

export interface AskAgainDeps {
  readonly clock: Clock
  readonly betterAnswer: BetterAnswer
  readonly responder: Responder
  readonly offload: Pick<Offload, 'prepare'>
  readonly finish: Finish
  readonly randomHex: (bytes: number) => string
  /** Called when a dialog has its better answer. */
  onDelivered(entry: RefluxEntry): void
}

export type AskAgain = Pick<RefluxWorkerDeps, 'ask' | 'deliver'>

const READ_MS = 2_000
const ASK_MS = 10_000
/** How long a better answer waits for its place behind turns under way. */
const DELIVER_MS = 5_000

export function createAskAgain(deps: AskAgainDeps): AskAgain {
  const { clock, betterAnswer, responder, offload, finish, randomHex } = deps

  /** Asks the vendor as at level 0, whatever the bucket holds: the worker's own pace bounds the calls. */
  async function respond({ question, shop }: RefluxEntry, past: readonly string[], signal: StopSignal) {
    const how = { level: 0, isPaid: true } as const
    const matches = responder.matchesWanted(how)
    const prepared = await offload.prepare({ text: question, matches, shop })
    const traceparent = unsampledTraceparent(randomHex)
    const deadlineAt = clock.now() + ASK_MS
    const order = { ...how, prepared, shop, language: 'zh', traceparent, deadlineAt } as const
    return responder.respond(order, past, { signal })
  }

  return {
    async ask(entry, signal): Promise<Reask> {
      const { past, better } = await within(READ_MS, signal, inTime => betterAnswer.find(entry, inTime))
      if (better !== undefined) return { kind: 'answered', text: better }
      const { draft, failed } = await respond(entry, past, signal)
      // Editors and customers are offered whole answers only.
      if (draft.isTruncated || draft.isUnshared) return { kind: 'refused' }
      if (failed !== undefined) return { kind: isOfPrompt(failed) ? 'refused' : 'failed' }
      const { masked, blocked } = await finish(draft)
      return blocked === undefined ? { kind: 'answered', text: masked } : { kind: 'refused' }
    },
    async deliver(entry, better, signal) {
      if (better === entry.answer) return false
      const delivered = await within(DELIVER_MS, signal, inTime =>
        betterAnswer.deliver(entry, better, inTime).catch(error => {
          // Others hold the dialog's queue: it has gone on.
          if (inTime.aborted && !signal.aborted) return false
          throw error
        }),
      )
      if (delivered) deps.onDelivered(entry)
      return delivered
    },
  }
}
