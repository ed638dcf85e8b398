// Builds the reflux: degraded answers are kept, asked again once all is well, and handed to the FAQ editors.
import { isBlockedReason } from '../answer/blocked.js'
import type { Finish } from '../answer/finished.js'
import type { TurnEnds } from '../dialog/live-turns.js'
import type { Ladder } from '../ladder/agreement.js'
import { encodeMessage, joinFragments } from '../prompt/fragment.js'
import { refluxLines } from '../reflux/export.js'
import { createIntake, type Intake } from '../reflux/intake.js'
import type { RefluxEntry } from '../reflux/reflux.js'
import { createRefluxWorker, type Reask, refluxPace } from '../reflux/worker.js'
import { unsampledTraceparent } from '../trace/trace.js'
import type { Llm } from '../vendor/llm.js'
import { MAX_TOKENS, TEMPERATURE } from './sampling.js'
import type { State } from './state.js'

export interface RefluxParts {
  readonly intake: Intake
  /** Hears of answered turns. */
  readonly answered: TurnEnds['answered']
  /** All that is kept, as NDJSON lines. */
  lines(): AsyncGenerator<string>
  close(): Promise<void>
}

export interface RefluxCollaborators {
  readonly clock: { now(): number }
  readonly state: State
  readonly ladder: Ladder
  readonly llm: Llm | undefined
  readonly finish: Finish
  readonly files: { readonly prompt: string }
  readonly log: { warn(fields: object, message: string): void }
  readonly randomHex: (bytes: number) => string
}

const RETRY_MS = 1_000
const READ_MS = 2_000
const ASK_MS = 10_000

export function buildReflux(parts: RefluxCollaborators): RefluxParts {
  const { state, ladder, llm, log } = parts
  const { reflux, dialogs } = state
  const onLost = () => log.warn({}, 'reflux is full, an answer was not kept')
  const intake = createIntake({ reflux, onLost }, RETRY_MS)
  const dialogExists = async (dialogId: string) => {
    const signal = AbortSignal.timeout(READ_MS)
    return (await dialogs.readTurn({ dialogId, turnId: '' }, '', signal)).at !== 'gone'
  }
  const worker =
    llm &&
    createRefluxWorker(
      {
        ...{ reflux, dialogExists },
        mayWork: () => ladder.current().level === 0 && ladder.isOwner(),
        ask: (entry, signal) => askAgain(llm, { entry, parts, signal }),
        // Who looks at the dialog again or edits the FAQ finds it; there is no way yet to speak first in a dialog.
        deliver: async () => undefined,
      },
      refluxPace,
    )
  return {
    intake,
    answered(turn, { dialogId, turn: stored, stateless }) {
      const { text: answer, level, source, reason } = stored.answer
      // Small talk gives no reason: it was served as well as ever.
      if (stateless || (source === 'faq' && reason === undefined) || isBlockedReason(reason)) return
      const { turnId } = turn
      intake.offer({ at: stored.at, dialogId, turnId, question: stored.text, answer, level, source })
    },
    lines: () => refluxLines(reflux, dialogExists),
    async close() {
      await worker?.close()
      await intake.close()
    },
  }
}

interface Again {
  readonly entry: RefluxEntry
  readonly parts: RefluxCollaborators
  readonly signal: AbortSignal
}

async function askAgain(llm: Llm, { entry, parts, signal }: Again): Promise<Reask> {
  const { clock, finish, files, randomHex } = parts
  const system = encodeMessage('system', files.prompt)
  const result = await llm.ask(
    {
      messages: joinFragments([system, encodeMessage('user', entry.question)]),
      maxTokens: MAX_TOKENS,
      temperature: TEMPERATURE,
      traceparent: unsampledTraceparent(randomHex),
      deadlineAt: clock.now() + ASK_MS,
    },
    signal,
  )
  if (result.at === 'failed') return { at: result.why === 'refused' ? 'refused' : 'failed' }
  const { masked, blocked } = await finish({ text: result.text, source: 'llm', level: 0 })
  if (blocked !== undefined) return { at: 'refused' }
  return { at: 'answered', text: masked }
}
