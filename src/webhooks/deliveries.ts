// Deliveries: events on their way to endpoints, and those that never arrived (dead letters). The events of one dialog go
// to an endpoint one at a time, in the order of their versions: together they are a lane, of which only the head is due.
// Memory and Redis backends pass test/contracts/deliveries.ts.
import type { DialogId } from '../ids.js'
import type { EventType } from './event.js'
import type { TryFailure } from './schedule.js'

export interface Delivery {
  /** The endpoint's id. */
  readonly endpoint: string
  /** The event's: the `webhook-id`. */
  readonly eventId: string
  readonly type: EventType
  readonly shop: string
  readonly dialogId?: DialogId
  readonly version: number
  readonly traceparent: string
  /** As it is sent, with each try the same. */
  readonly body: string
  /** Tries that failed. */
  readonly tries: number
  /** What was wrong with the last one. */
  readonly why?: DeliveryFailure
}

/** `gone`: the receiver said 410. `off`: the endpoint was switched off. `full`: too many were waiting. */
export type DeliveryFailure = TryFailure | 'gone' | 'off' | 'full'

export interface DeadLetter {
  /** Epoch milliseconds in the store's time, of no two dead letters the same. */
  readonly at: number
  readonly delivery: Delivery
}

/** `known`: it waits already, was delivered lately, or its dialog was erased. `full`: it is a dead letter now. */
export type Added = 'added' | 'known' | 'full'

/** All throw Problem 'store-away', and may be repeated. */
export interface Deliveries {
  add(delivery: Delivery): Promise<Added>
  /** The endpoints that something was added for and has not left yet. */
  endpoints(): Promise<readonly string[]>
  /** The heads of lanes whose time has come, the longest due first. */
  due(endpoint: string, most: number): Promise<readonly Delivery[]>
  /** It is done with: the next of its lane is due. */
  settle(delivery: Delivery): Promise<void>
  /** Stores it as it is now, due after so long. */
  putOff(delivery: Delivery, ms: number): Promise<void>
  /** It becomes a dead letter: the next of its lane is due. */
  bury(delivery: Delivery): Promise<void>
  /** Dead letters that died after this time, the oldest first. */
  dead(after: number, most: number): Promise<readonly DeadLetter[]>
  /** The dead letter is due again under its id, its tries not counted; false when it is gone. */
  replay(delivery: Delivery): Promise<boolean>
  /** Drops dead letters that are too old; resolves to how many are left. */
  trim(): Promise<number>
  /** Drops everything of the dialog but the event of this id, and takes nothing more of it. */
  erase(dialogId: DialogId, but: string): Promise<void>
}

export interface DeliveryLimits {
  /** Deliveries that wait; one more is a dead letter at once. */
  readonly waitingMost: number
  readonly deadMost: number
  readonly deadMs: number
  /** So long what was added once is not added again, and nothing is taken of an erased dialog. */
  readonly rememberMs: number
}

export const deliveryLimits: DeliveryLimits = {
  waitingMost: 50_000,
  deadMost: 10_000,
  deadMs: 7 * 86_400_000,
  rememberMs: 600_000,
}

/** What no dialog is behind has a lane of its own. */
export const laneOf = ({ dialogId, eventId, endpoint }: Delivery) => `${dialogId ?? eventId}/${endpoint}`

/** Sorts as the versions of a lane do. */
export const placeOf = (delivery: Delivery) =>
  `${laneOf(delivery)}/${String(delivery.version).padStart(16, '0')}/${delivery.eventId}`

/** The mark under which it is not taken: of an erased dialog shops hear nothing but that it is. */
export const erasedMark = ({ type, dialogId }: Delivery) => (type === 'dialog.erased' ? undefined : dialogId)
