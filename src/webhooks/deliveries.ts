// Deliveries: events on their way to endpoints, and events that never arrived (dead letters). The events of one dialog
// for one endpoint are a lane: they go out one at a time in the order of their versions, so only the head is due.
// Memory and Redis backends pass test/contracts/deliveries.ts.
import type { DialogId } from '../ids.js'
import type { EventType } from './event.js'
import type { TryFailure } from './schedule.js'

export interface Delivery {
  /** The endpoint's id. */
  readonly endpoint: string
  /** The event's id, sent as `webhook-id`. */
  readonly eventId: string
  readonly type: EventType
  readonly shop: string
  readonly dialogId?: DialogId
  /** Keyed hash of the customer whose words the body may hold; it is not sent. */
  readonly owner?: string
  readonly version: number
  readonly traceparent: string
  /** The body to send, the same with each try. */
  readonly body: string
  /** Number of failed tries. */
  readonly tries: number
  /** The fault of the last try. */
  readonly why?: DeliveryFailure
}

/** `gone`: the receiver answered 410. `off`: the endpoint was switched off. `full`: too many deliveries were
 *  waiting. */
export type DeliveryFailure = TryFailure | 'gone' | 'off' | 'full'

export interface DeadLetter {
  /** Time of death in epoch milliseconds of the store; no two dead letters have the same. */
  readonly at: number
  readonly delivery: Delivery
}

/** `known`: the delivery waits already, was delivered lately, or its dialog was erased. `full`: it is a dead letter
 *  now. */
export type Added = 'added' | 'known' | 'full'

/** A replay of dead letters under an Idempotency-Key. */
export interface KeyedReplay {
  /** Keyed hash of what is asked for. */
  readonly body: string
  /** Letters that die later are none of it. */
  readonly until: number
}

/** Each method throws Problem 'store-away', and may be repeated. */
export interface Deliveries {
  add(delivery: Delivery): Promise<Added>
  /** The endpoints with waiting deliveries. */
  endpoints(): Promise<readonly string[]>
  /** The heads of lanes whose time has come, the longest due first. */
  due(endpoint: string, most: number): Promise<readonly Delivery[]>
  /** Removes a finished delivery: the next of its lane is due. */
  settle(delivery: Delivery): Promise<void>
  /** Stores the delivery as it is now, due after `ms`. */
  putOff(delivery: Delivery, ms: number): Promise<void>
  /** Makes the delivery a dead letter: the next of its lane is due. */
  bury(delivery: Delivery): Promise<void>
  /** Dead letters that died after this time, the oldest first. */
  dead(after: number, most: number): Promise<readonly DeadLetter[]>
  /** Time of the newest death; 0 when there is no dead letter. */
  lastDeath(): Promise<number>
  /** Makes a dead letter due again under its id, with no try counted; false when it is gone. */
  replay(delivery: Delivery): Promise<boolean>
  /** Remembers the replay under this key for a day; resolves to the first one under the key. */
  beginReplay(key: string, replay: KeyedReplay): Promise<KeyedReplay>
  /** Adds letters to those of the replay under this key; resolves to their number. Repeated, it adds again. */
  countReplay(key: string, letters: number): Promise<number>
  /** Drops dead letters that are too old; resolves to the number of those left. */
  trim(): Promise<number>
  /** Drops every delivery of the dialog but the event of this id, and refuses further ones. */
  erase(dialogId: DialogId, but: string): Promise<void>
  /** Drops every delivery with words of this customer, also those of dialogs that have ended. */
  eraseOwner(owner: string): Promise<void>
}

export interface DeliveryLimits {
  /** Most deliveries that wait; one more is a dead letter at once. */
  readonly waitingMost: number
  readonly deadMost: number
  readonly deadMs: number
  /** Time in which an added delivery is not added again. */
  readonly rememberMs: number
  /** Time in which the replay under a key is remembered. */
  readonly replayMs: number
  /** Time in which none of an erased dialog is added. */
  readonly erasedMs: number
}

export const deliveryLimits: DeliveryLimits = {
  waitingMost: 50_000,
  deadMost: 10_000,
  deadMs: 7 * 86_400_000,
  rememberMs: 600_000,
  replayMs: 86_400_000,
  // As long as the store's own mark (ERASED_MARK_MS): after it a new dialog may have the id, and its events are news.
  erasedMs: 60_000,
}

/** An event without a dialog has a lane of its own. */
export const laneOf = ({ dialogId, eventId, endpoint }: Delivery) => `${dialogId ?? eventId}/${endpoint}`

/** Places sort like the versions of their lane. */
export const placeOf = (delivery: Delivery) =>
  `${laneOf(delivery)}/${String(delivery.version).padStart(16, '0')}/${delivery.eventId}`

/** The mark that refuses the delivery: after an erasure, shops get the event of that erasure only. */
export const erasedMark = ({ type, dialogId }: Delivery) => (type === 'dialog.erased' ? undefined : dialogId)
