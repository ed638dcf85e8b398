// Stores a person's words in a dialog: as entries of its list, and as answers of the turns that waited.
// The script seat_answer does the same with a hash and a list.
import type { Draft, StoredTurn } from '../../answer/answer.js'
import { encodeMessage } from '../../prompt/fragment.js'
import { type DialogRecord, rememberKey } from './dialog-record.js'
import type { TicketRef } from './dialogs.js'
import type { Handoff } from './handoff.js'
import type { HandoffWish, SeatText } from './handovers.js'
import { SAY_KEYS_KEPT } from './limits.js'
import { newest, type Writing } from './queue-rules.js'

/** An entry before it has its place in the list. */
interface Entry extends Omit<StoredTurn, 'seq' | 'at'> {
  readonly fragment: string
}

/** Appends the entry: it gets the next seq and becomes the last write. */
export function append(
  record: DialogRecord,
  { fragment, ...turn }: Entry,
  { stamp, limits }: Writing,
): StoredTurn {
  const { past } = record
  const stored = { ...turn, seq: past.n + 1, at: stamp.at }
  const fragments = newest([...past.fragments, fragment], limits.historyTurns)
  record.past = { ...past, last: stamp.last, n: stored.seq, fragments }
  record.turns = newest([...record.turns, stored], limits.keepTurns)
  return stored
}

/** Answers every durable turn that waits for a person with the text; returns the tickets of these turns. */
export function answerKept(
  record: DialogRecord,
  { text, ai, source, reason }: SeatText & Pick<Draft, 'source' | 'reason'>,
  how: Writing,
): TicketRef[] {
  const kept = record.tickets.filter(({ promise }) => promise)
  for (const { turnId, promise } of kept) {
    if (!promise) continue
    const answer = { text, source, level: 0 as const, ...(ai && { ai }), ...(reason && { reason }) }
    const entry = { turnId, text: promise.text, answer, fragment: encodeMessage('user', promise.text) }
    rememberKey(record, promise, append(record, entry, how))
  }
  record.tickets = record.tickets.filter(({ promise }) => !promise)
  return kept.map(refOf)
}

export function rememberSaid(
  record: DialogRecord,
  key: string,
  said: { readonly textHash: string; readonly seq: number; readonly at: number },
): void {
  record.said.set(key, said)
  const [oldest] = record.said.keys()
  if (record.said.size > SAY_KEYS_KEPT && oldest !== undefined) record.said.delete(oldest)
}

export const refOf = ({ turnId, origin }: TicketRef): TicketRef => ({ turnId, origin })

export function handoffOf(wish: HandoffWish): Omit<Handoff, 'since'> {
  const { shop, reason, priority, ref, skill, note, etaS, language } = wish
  return { shop, reason, priority, ref, skill, note, etaS, language }
}
