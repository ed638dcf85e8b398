// The customer's own values in the vendor's answer, with MASK_MODE=placeholder: the question as the vendor gets it, the
// answer in the forms for the record, for prompts and for its customer.
import type { MaskedAnswer } from '../../answer/answer.js'
import type { Question } from '../../answer/question.js'
import { type Placeholders, type Vaults, withoutPlaceholders } from '../../privacy/placeholders.js'
import { encodeMessage } from '../../prompt/fragment.js'
import type { Past } from '../store/dialogs.js'

/** A question with the placeholders of its dialog. */
export interface LabelledQuestion {
  readonly question: Question & { readonly placeholders: Placeholders }
  /** The dialog's vault, sealed, when the question has added to it. */
  readonly vault?: string
}

export interface OwnValues {
  /** `past` is what the turn is built on: commit stores the vault only if that is the newest. */
  labelled(question: Question, past: Past, owner: string): LabelledQuestion
  /** The answer, whose text still has marks, as it may be stored. */
  sealed(answer: MaskedAnswer, placeholders: Placeholders, owner: string): MaskedAnswer
}

export function createOwnValues(vaults: Vaults): OwnValues {
  return {
    labelled(question, past, owner) {
      const { prepared } = question
      const {
        placeholders,
        question: text,
        sealed,
      } = vaults.open({ sealed: past.vault, owner }, prepared.held ?? [], prepared.masked)
      const labelled = {
        ...prepared,
        fragment: prepared.held ? encodeMessage('user', text) : prepared.fragment,
        matches: prepared.matches.map(match => ({ ...match, answer: withoutPlaceholders(match.answer) })),
      }
      return {
        question: { ...question, prepared: labelled, placeholders },
        ...(sealed !== undefined && { vault: sealed }),
      }
    },
    sealed(answer, placeholders, owner) {
      const { masked, draft } = answer
      const starred = placeholders.starred(masked)
      if (starred === masked) return answer
      const own = vaults.sealOwn({ owner, text: placeholders.own(masked) })
      return {
        ...answer,
        masked: starred,
        fragment: encodeMessage('assistant', placeholders.labelled(masked)),
        draft: { ...draft, own, isUnshared: true },
      }
    },
  }
}
