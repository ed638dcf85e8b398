// Invariants of a dialog after any events. Every stored answer names the turns in its prompt, so that the history alone
// shows whether each was built from exactly the turns before it.
import type { StoredTurn } from '../../../src/answer/answer.js'
import type { TurnId } from '../../../src/ids.js'

/** Replies that clients got. Rolled back together with the store. */
export interface Told {
  /** A 200 was sent for these. */
  readonly done: Map<TurnId, StoredTurn>
  /** A 202 was sent for these, and the promise still holds. */
  readonly promised: Set<TurnId>
  readonly cancelled: Set<TurnId>
  /** The dialog was erased, and its mark still exists. */
  isErased: boolean
}

export const toldNothing = (): Told => ({
  done: new Map(),
  promised: new Set(),
  cancelled: new Set(),
  isErased: false,
})

/** The answer of a turn whose prompt held `seen`; '*' for one that needed no prompt. */
export const answerOf = (seen: readonly TurnId[] | '*') => (seen === '*' ? '*' : `after ${seen.join(',')}`)

/** The fault of the history; undefined when there is none. */
export function faultOf(
  turns: readonly StoredTurn[],
  told: Told,
  facts: { readonly historyTurns: number; keyOf(turnId: TurnId): string },
): string | undefined {
  const ids = turns.map(turn => turn.turnId)
  if (told.isErased && ids.length > 0) return 'a deleted dialog is back'
  if (turns.some((turn, i) => turn.seq !== i + 1)) return `a gap: ${turns.map(turn => turn.seq)}`
  if (new Set(ids).size < ids.length) return 'a turn is stored twice'
  const keys = ids.map(facts.keyOf).filter(key => key !== '')
  if (new Set(keys).size < keys.length) return 'a key is answered twice'
  for (const [i, turn] of turns.entries()) {
    const before = ids.slice(Math.max(0, i - facts.historyTurns), i)
    const expected = answerOf(before)
    if (turn.answer.text !== '*' && turn.answer.text !== expected) {
      return `turn ${i + 1} was built ${turn.answer.text || 'from nothing'}, not ${expected}`
    }
    if (told.cancelled.has(turn.turnId)) return 'a cancelled turn is stored'
  }
  return lostAnswer(turns, told)
}

function lostAnswer(turns: readonly StoredTurn[], told: Told): string | undefined {
  for (const [id, turn] of told.done) {
    const stored = turns.find(one => one.turnId === id)
    if (!stored) return `turn ${turn.seq} was answered and is lost`
    if (stored.seq !== turn.seq || stored.answer.text !== turn.answer.text) return 'an answer has changed'
  }
  return undefined
}
