// Data that another process needs besides the masked text to finish a promised turn: the customer for calls of the
// shop's tools, the subject that came with the question, the language, and for the dialog's vault the question as it was
// written. The store keeps it sealed as long as the promise.
import type { Seal } from '../../privacy/seal.js'
import { picturesOfSubject, type Subject } from '../../shop/subject.js'
import type { Orphan } from '../store/dialogs.js'
import type { Turn } from './turn.js'

export interface SealedTurn {
  /** '' when no tool needs the customer. */
  readonly uid: string
  /** As the uid: for the shop's tools. */
  readonly ref?: string
  readonly language: string
  readonly subject?: Subject
  /** The raw question, when masking has changed it and values are held. */
  readonly text?: string
}

/** The owner is sealed too, so that the data of one customer does not open as another's. */
interface OwnedTurn extends SealedTurn {
  readonly owner: string
}

export interface SealedTurns {
  /** Undefined when there is nothing to keep. */
  seal(turn: Pick<Turn, 'order' | 'masked'>): string | undefined
  /** Undefined when nothing was sealed, or under another DATA_KEY: then the turn runs without tools. */
  open(orphan: Pick<Orphan, 'sealed' | 'owner'>): SealedTurn | undefined
}

/** What promised turns are finished with: the customer where there are tools, the raw text where values are held. Pictures
 *  are found by the subject. */
export interface SealedTurnDeps {
  readonly hasTools: boolean
  readonly holdsValues: boolean
}

export function createSealedTurns(seal: Seal, { hasTools, holdsValues }: SealedTurnDeps): SealedTurns {
  return {
    seal({ order, masked }) {
      const { customer, language, subject, text } = order
      // A taken-over turn whose sealed data did not open has no uid to pass on.
      const uid = hasTools ? customer.uid : ''
      const isHeld = holdsValues && masked.length > 0
      const isPictured = picturesOfSubject(subject).length > 0
      if (uid === '' && !isHeld && !isPictured) return undefined
      const { owner } = customer
      const ref = uid === '' ? undefined : customer.ref
      const turn: OwnedTurn = {
        owner,
        uid,
        language,
        ...(ref !== undefined && { ref }),
        ...(subject && { subject }),
        ...(isHeld && { text }),
      }
      return seal.seal(JSON.stringify(turn))
    },
    open({ sealed, owner }) {
      const text = sealed === undefined ? undefined : seal.open(sealed)
      const turn = text === undefined ? undefined : (JSON.parse(text) as OwnedTurn)
      return turn?.owner === owner ? turn : undefined
    },
  }
}
