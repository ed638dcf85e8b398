// What a promised turn needs besides its masked text when another process has to finish it: for whom the shop's tools
// are asked, what the question came with, and its language. The store keeps it sealed, as long as the promise.
import type { Seal } from '../../privacy/seal.js'
import type { Subject } from '../../shop/subject.js'
import type { TurnOrder } from '../chat.js'
import type { Orphan } from '../store/dialogs.js'

export interface SealedTurn {
  readonly uid: string
  readonly language: string
  readonly subject?: Subject
}

/** What was sealed of one customer does not open as another's. */
interface OwnedTurn extends SealedTurn {
  readonly owner: string
}

export interface SealedTurns {
  /** Undefined when nothing is kept: without tools no other process needs to know the customer. */
  seal(order: TurnOrder): string | undefined
  /** Undefined when it was not sealed, or under another DATA_KEY: then the turn runs without tools. */
  open(orphan: Pick<Orphan, 'sealed' | 'owner'>): SealedTurn | undefined
}

export function createSealedTurns(seal: Seal): SealedTurns {
  return {
    seal({ customer: { uid, owner }, language, subject }) {
      // A turn that was taken over and could not be opened has no uid to pass on.
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

/** Without tools. */
export const noSealedTurns: SealedTurns = { seal: () => undefined, open: () => undefined }
