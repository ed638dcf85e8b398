// Drafts of replies, for seats that ask for one: the model's answer to what the customer said last, masked. A draft is kept
// nowhere: its id is a keyed hash of its dialog and text, by which any process knows one that is said unchanged.
import type { DeskView } from '../dialog/store/handovers.js'
import type { DialogId } from '../ids.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { Problem } from '../problem.js'
import { encodeMessage } from '../prompt/fragment.js'
import type { DialogAct, SeatPerson } from './seat-acts.js'

export interface SeatDraft {
  readonly draftId: string
  readonly text: string
}

export interface Drafts {
  /** Throws Problem 'not-found', 'not-held', 'store-away', or 'overloaded' when no model may be asked or has an answer. */
  make(seat: SeatPerson, act: DialogAct): Promise<SeatDraft>
  /** A model wrote this text for this dialog. */
  isDraft(dialogId: DialogId, draft: SeatDraft): boolean
}

/** The model's task: the customer's open question on all that was said before. */
export interface DraftQuestion {
  readonly text: string
  readonly shop: string
  readonly language: string
  /** Encoded messages, oldest first. */
  readonly past: readonly string[]
}

export interface DraftsDeps {
  read(shop: string, dialogId: DialogId): Promise<DeskView | undefined>
  /** Spends what a call of the vendor costs; false when none may be made now. */
  mayAsk(shop: string): boolean
  /** The model's answer, masked; undefined when it has none that may be said. */
  answer(question: DraftQuestion): Promise<string | undefined>
  readonly keyedHash: KeyedHash
}

/** Entries of the dialog that the model sees. */
const PAST_MAX = 20
const RETRY_S = 5

export function createDrafts({ read, mayAsk, answer, keyedHash }: DraftsDeps): Drafts {
  const idOf = (dialogId: DialogId, text: string) => keyedHash('draft', dialogId, text)

  return {
    async make({ shop, sub }, { dialogId, claimId }) {
      const view = await read(shop, dialogId)
      if (!view) throw new Problem('not-found')
      const isHolder = view.hold?.sub === sub && (claimId ?? view.hold.claimId) === view.hold.claimId
      if (!isHolder) throw new Problem('not-held')
      const question = questionOf(view)
      const text = question && mayAsk(shop) ? await answer(question) : undefined
      if (text === undefined) throw new Problem('overloaded', { retryAfterS: RETRY_S })
      return { draftId: idOf(dialogId, text), text }
    },
    isDraft: (dialogId, { draftId, text }) => idOf(dialogId, text) === draftId,
  }
}

/** Undefined when the customer has asked nothing. */
function questionOf({ turns, unanswered, handoff }: DeskView): DraftQuestion | undefined {
  const { shop, language, note } = handoff
  const waiting = unanswered.map(({ text }) => text)
  const asked = turns.findLastIndex(({ text }) => text !== '')
  const text = waiting.at(-1) ?? turns[asked]?.text ?? note
  if (text === undefined) return undefined
  const before = waiting.length > 0 ? turns : turns.slice(0, Math.max(0, asked))
  const past = [...before.flatMap(messagesOf), ...waiting.slice(0, -1).map(one => encodeMessage('user', one))]
  return { text, shop, language, past: past.slice(-PAST_MAX) }
}

/** A person's answer to a turn is the message that stands behind it. */
function messagesOf({ text, answer }: DeskView['turns'][number]): string[] {
  const isSaidBehind = answer.source === 'seat' && answer.saidBy === undefined
  return [
    ...(text === '' ? [] : [encodeMessage('user', text)]),
    ...(isSaidBehind ? [] : [encodeMessage('assistant', answer.text)]),
  ]
}
