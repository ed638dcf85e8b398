// Entries of a turn, one for each who spoke: of these, transcripts are made. Pure.
import { isByModel, type Source, type StoredTurn } from './answer.js'

export interface SpokenEntry {
  readonly seq: number
  /** Epoch milliseconds. */
  readonly at: number
  readonly from: 'customer' | 'bot' | 'seat'
  /** Of the seat, as customers see it. */
  readonly name?: string
  readonly text: string
  /** A model wrote it. */
  readonly ai: boolean
  /** Of an answer of the bot, and of a person's message. */
  readonly source?: Source
  readonly cards?: StoredTurn['answer']['cards']
}

/** A person's answer to a turn follows as a message of its own; a better answer has no question of its own. */
export function entriesOf({ seq, at, text, answer }: StoredTurn): SpokenEntry[] {
  const { source, saidBy: name, cards, improves } = answer
  const said = { seq, at, text: answer.text, ai: isByModel(answer), source, ...(cards && { cards }) }
  if (name !== undefined) return [{ ...said, from: 'seat', name }]
  const isAsked = text !== '' && improves === undefined
  const asked: SpokenEntry[] = isAsked ? [{ seq, at, from: 'customer', text, ai: false }] : []
  return source === 'seat' ? asked : [...asked, { ...said, from: 'bot' }]
}
