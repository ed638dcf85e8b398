// A stored answer for its customer: with their own values where everybody else gets stars.
import type { StoredTurn } from '../../answer/answer.js'
import type { Vaults } from '../../privacy/placeholders.js'

/** Gives a turn's customer the text that is theirs alone. */
export type ShowOwn = (turn: StoredTurn, owner: string) => StoredTurn

export function createShowOwn(vaults: Pick<Vaults, 'openOwn'>): ShowOwn {
  return (turn, owner) => {
    if (turn.answer.own === undefined) return turn
    const { own, ...answer } = turn.answer
    const text = vaults.openOwn(own, owner)
    return text === undefined ? turn : { ...turn, answer: { ...answer, text } }
  }
}
