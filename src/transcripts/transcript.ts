// A dialog as it is handed on to be read: who said what and when, and what people did for it. Pure.
import { entriesOf, type SpokenEntry } from '../answer/entries.js'
import type { DialogView } from '../dialog/store/dialog-views.js'
import type { DeskView } from '../dialog/store/handovers.js'
import type { ClosedService } from '../dialog/store/services.js'
import type { Opinion, Rating, ServiceRating } from '../feedback/opinions.js'

/** Notes, left messages and questions that wait for a person have no place among the turns, and so no `seq`. */
export interface TranscriptEntry extends Omit<SpokenEntry, 'seq' | 'from'> {
  readonly seq?: number
  readonly from: SpokenEntry['from'] | 'system'
  readonly rating?: Pick<Rating, 'score' | 'comment'>
}

export interface TranscriptService {
  readonly serviceId: string
  /** The token's `sub` of the seat. Customers know seats by their names only. */
  readonly seat?: string
  /** Absent while it goes on. */
  readonly outcome?: ClosedService['outcome']
  /** Epoch milliseconds. */
  readonly closedAt?: number
  readonly rating?: Pick<ServiceRating, 'score' | 'solved' | 'comment'>
}

export interface Transcript {
  readonly dialogId: string
  /** Undefined where an earlier build opened the dialog and kept no shop. */
  readonly shop: string | undefined
  readonly services: readonly TranscriptService[]
  /** Oldest first. */
  readonly entries: readonly TranscriptEntry[]
}

/** The parts of a dialog that a transcript is made of. */
export interface TranscriptParts extends Pick<Transcript, 'dialogId' | 'shop'> {
  readonly turns: DialogView['turns']
  /** Undefined when no person ever had to do with it. */
  readonly desk: Pick<DeskView, 'hold' | 'messages' | 'notes' | 'unanswered'> | undefined
  readonly closed: readonly ClosedService[]
  readonly opinions: readonly Opinion[]
}

/** All of a dialog, as the shop's own people read it. */
export function transcriptOf(parts: TranscriptParts): Transcript {
  const { dialogId, shop, turns, desk, opinions } = parts
  const notes = desk?.notes ?? []
  const unplaced = [...(desk?.messages ?? []), ...(desk?.unanswered ?? [])]
  const entries: TranscriptEntry[] = [
    ...turns.flatMap(turn => entriesOf(turn).map(entry => rated(entry, turn.turnId, opinions))),
    ...unplaced.map(({ at, text }) => ({ at, from: 'customer', text, ai: false }) as const),
    ...notes.map(({ at, by: name, text }) => ({ at, from: 'system', name, text, ai: false }) as const),
  ]
  const services = servicesOf(parts)
  return { dialogId, shop, services, entries: entries.sort((one, other) => one.at - other.at) }
}

/** Customers read neither the notes of seats nor their `sub`. */
export function customersTranscriptOf(parts: TranscriptParts): Transcript {
  const whole = transcriptOf({ ...parts, desk: parts.desk && { ...parts.desk, notes: [] } })
  return { ...whole, services: whole.services.map(({ seat, ...rest }) => rest) }
}

function rated(entry: SpokenEntry, turnId: string, opinions: readonly Opinion[]): TranscriptEntry {
  if (entry.from !== 'bot') return entry
  const found = opinions.find((one): one is Rating => one.kind === 'rating' && one.turnId === turnId)
  if (!found) return entry
  const { score, comment } = found
  return { ...entry, rating: { score, ...(comment !== undefined && { comment }) } }
}

/** Those that are over, and the one that goes on. */
function servicesOf({ desk, closed, opinions }: TranscriptParts) {
  const over = closed.map(({ serviceId, sub: seat, outcome, closedAt }) => {
    const rating = ratingOf(serviceId, opinions)
    return { serviceId, seat, outcome, closedAt, ...(rating && { rating }) }
  })
  return desk?.hold ? [...over, { serviceId: desk.hold.serviceId, seat: desk.hold.sub }] : over
}

function ratingOf(serviceId: string, opinions: readonly Opinion[]): TranscriptService['rating'] {
  const found = opinions.find(
    (one): one is ServiceRating => one.kind === 'service' && one.serviceId === serviceId,
  )
  // The customer did not want to rate it.
  if (found?.score === undefined) return undefined
  const { score, solved, comment } = found
  return { score, ...(solved !== undefined && { solved }), ...(comment !== undefined && { comment }) }
}
