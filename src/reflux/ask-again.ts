// The better answer to a kept question: asked for on the dialog's past as a turn of it would be, masked, and put into
// the dialog.
import { type AskQuietlyDeps, askQuietly } from '../answer/ask-quietly.js'
import type { Finish } from '../answer/mask-cache.js'
import { within } from '../clock.js'
import type { BetterAnswer } from '../dialog/better-answer.js'
import { isOfPrompt } from '../llm/failure.js'
import type { RefluxEntry } from './reflux.js'
import type { Reask, RefluxWorkerDeps } from './worker.js'

export interface AskAgainDeps extends AskQuietlyDeps {
  readonly betterAnswer: BetterAnswer
  readonly finish: Finish
  /** Called when a dialog has its better answer. */
  onDelivered(entry: RefluxEntry): void
}

export type AskAgain = Pick<RefluxWorkerDeps, 'ask' | 'deliver'>

const READ_MS = 2_000
/** How long a better answer waits for its place behind turns under way. */
const DELIVER_MS = 5_000

export function createAskAgain(deps: AskAgainDeps): AskAgain {
  const { betterAnswer, finish } = deps

  return {
    async ask(entry, signal): Promise<Reask> {
      const { past, better } = await within(READ_MS, signal, inTime => betterAnswer.find(entry, inTime))
      if (better !== undefined) return { kind: 'answered', text: better }
      // The worker's own pace bounds the calls.
      const { question: text, shop } = entry
      const { draft, failed } = await askQuietly(deps, { text, shop, language: 'zh', past }, signal)
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
