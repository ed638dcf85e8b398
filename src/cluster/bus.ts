// Messages between processes. All of them are hints: a process that misses one finds out at its next look, a little
// later.
import type { DialogId, ProcessId, TurnId } from '../ids.js'

/** A passing sign of one side of a held dialog: it writes, or it has read up to `seq`. The other side hears of it, and it is
 *  kept nowhere. */
export type Sign = { readonly kind: 'typing' } | { readonly kind: 'read'; readonly seq: number }

export type SignMessage = Sign & {
  readonly to: 'customer' | 'seat'
  readonly dialogId: DialogId
  /** The customer's keyed hash. */
  readonly owner: string
  readonly shop: string
}

/** The desk of this shop has changed; and why a dialog has gone from it, if one has. */
interface DeskMessage {
  readonly kind: 'desk'
  readonly shop: string
  readonly dialogId?: DialogId
  readonly gone?: Gone
}

/** A customer's text, for the seat that holds the dialog: sealed, because it is not masked. */
export interface LiveMessage {
  readonly kind: 'live'
  readonly dialogId: DialogId
  readonly turnId: TurnId
  readonly shop: string
  readonly sealed: string
}

/** Messages about people at the desk and those who talk with them. */
export type PeopleMessage = DeskMessage | SignMessage | LiveMessage

export type Message =
  | PeopleMessage
  /** The turn may be at the head of its dialog's queue now. */
  | { readonly kind: 'wake'; readonly dialogId: DialogId; readonly turnId: TurnId }
  /** Somebody waits behind this turn of yours: do you hold it? */
  | { readonly kind: 'ask'; readonly dialogId: DialogId; readonly turnId: TurnId }
  /** Something was written to a dialog that you watch. */
  | { readonly kind: 'wrote'; readonly dialogId: DialogId }
  | { readonly kind: 'cancelled'; readonly dialogId: DialogId; readonly turnId: TurnId }
  | { readonly kind: 'forgotten'; readonly dialogId: DialogId }
  /** A customer is being erased: what runs for them stops. `owner` is the keyed hash of their id. */
  | { readonly kind: 'erased'; readonly owner: string }

/** Its customer left the queue or a seat closed it, its time was over, or it was deleted. */
export type Gone = 'left' | 'expired' | 'erased'

export interface Bus {
  /** Never throws and never waits. */
  send(processId: ProcessId, message: Message): void
  /** To every process, this one included. */
  broadcast(message: Message): void
  close(): Promise<void>
}

const ofPeople: ReadonlySet<Message['kind']> = new Set<PeopleMessage['kind']>([
  'desk',
  'typing',
  'read',
  'live',
])

export function isOfPeople(message: Message): message is PeopleMessage {
  return ofPeople.has(message.kind)
}

export type OnMessage = (message: Message) => void
