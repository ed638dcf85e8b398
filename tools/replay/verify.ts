// Judges a dialog's history against the turns that its customer saw answered. Pure.
import type { Answered, HistoryTurn } from './client.js'

/** A dialog keeps its newest turns only. */
const keptTurns = 50

/** The fault of the history, or undefined: it must be the turns, oldest first, each exactly once. */
export function faultOfHistory(
  turns: readonly Answered[],
  history: readonly HistoryTurn[] | string,
): string | undefined {
  if (typeof history === 'string') return `history: ${history}`
  const expected = turns.slice(-keptTurns)
  if (history.length !== expected.length) {
    return `history: ${history.length} turns instead of ${expected.length}`
  }
  const offset = turns.length - expected.length
  const at = expected.findIndex((turn, i) => !isSame(turn, history[i], offset + i + 1))
  return at < 0 ? undefined : `history: turn ${offset + at + 1} is not the one that was answered there`
}

/** Seqs start at 1 and have no gaps. */
function isSame(turn: Answered, stored: HistoryTurn | undefined, seq: number): boolean {
  return (
    stored?.turn_id === turn.turn_id &&
    stored.answer === turn.answer &&
    stored.seq === seq &&
    turn.seq === seq
  )
}
