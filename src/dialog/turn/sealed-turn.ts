// Data that another process needs besides the masked text to finish a promised turn: the customer for calls of the
// shop's tools, the subject that came with the question, and the language. The store keeps it sealed as long as the
// promise.
import type { Seal } from '../../privacy/seal.js'
import type { Subject } from '../../shop/subject.js'
import type { TurnOrder } from '../chat.js'
import type { Orphan } from '../store/dialogs.js'

export interface SealedTurn {
  readonly uid: string
  readonly language: string
  readonly subject?: Subject
}

/** The owner is sealed too, so that the data of one customer does not open as another's. */
interface OwnedTurn extends SealedTurn {
  readonly owner: string
}

export interface SealedTurns {
  /** Undefined when there is nothing to keep: without tools no other process needs the customer. */
  seal(order: TurnOrder): string | undefined
  /** Undefined when nothing was sealed, or under another DATA_KEY: then the turn runs without tools. */
  open(orphan: Pick<Orphan, 'sealed' | 'owner'>): SealedTurn | undefined
}

export function createSealedTurns(seal: Seal): SealedTurns {
  return {
    seal({ customer: { uid, owner }, language, subject }) {
      // A taken-over turn whose sealed data did not open has no uid to pass on.
      if (uid === '') return undefined
      const turn: OwnedTurn = { owner, uid, language, ...(subject && { subject }) }
      return seal.seal(JSON.stringify(turn))
    },
    open({ sealed, owner }) {
      const text = sealed === undefined ? undefined : seal.open(sealed)
      const turn = text === undefined ? undefined : (JSON.parse(text) as OwnedTurn)
      return turn?.owner === owner ? turn : undefined
    },
  }
}

/** Seals nothing, for shops without tools. */
export const noSealedTurns: SealedTurns = { seal: () => undefined, open: () => undefined }
