// Erasing a dialog, or everything of a customer: the record goes first and leaves its mark, under which nothing is
// made, then what points to it elsewhere. Each may be repeated, and a repetition clears up what a failed one left.

import type { Identity } from '../auth/identity.js'
import type { Bus } from '../cluster/bus.js'
import type { DialogId } from '../ids.js'
import type { Pending } from './pending/pending.js'
import type { Tickets } from './queue/tickets.js'
import type { Dialogs } from './store/dialogs.js'
import type { KeepEvent } from './store/event-seed.js'

/** Whose dialogs are erased. */
export type ErasedCustomer = Pick<Identity, 'owner' | 'shop'>

/** Data about dialogs in other stores. */
export interface Traces {
  /** Drops what still waits in this process to be kept of a dialog, or of a customer's dialogs. */
  drop(dialogId: DialogId): void
  dropOwner(owner: string): void
  /** Drops what is kept of a dialog of this owner. */
  erase(dialogId: DialogId, customer: ErasedCustomer): Promise<void>
  /** Drops what is kept of a customer's dialogs, also of those that have ended. */
  eraseOwner(owner: string): Promise<void>
}

export interface ErasureDeps {
  readonly dialogs: Pick<Dialogs, 'isErased' | 'ownedBy'>
  readonly tickets: Pick<Tickets, 'erase'>
  readonly pending: Pick<Pending, 'strikeTurns'>
  readonly bus: Pick<Bus, 'broadcast'>
  readonly keepEvent: KeepEvent
  /** The id of the event that tells of it. */
  erasedEventId(dialogId: DialogId): string
  readonly traces: Traces
  readonly pause: (ms: number) => Promise<void>
  /** Stops what runs here. */
  stopDialog(dialogId: DialogId): void
  stopOwner(owner: string): void
}

export interface Erasure {
  /** False when there was no dialog of this owner. Throws Problem 'store-away'. */
  dialog(dialogId: DialogId, customer: ErasedCustomer): Promise<boolean>
  /** Resolves to the number of dialogs that were erased. Takes a second or more. Throws Problem 'store-away'. */
  customer(customer: ErasedCustomer): Promise<number>
}

/** By then every process has heard, and a commit that was under way has landed or is too late. */
const SETTLE_MS = 1_500

export function createErasure(deps: ErasureDeps): Erasure {
  /** One customer at a time: each erasure walks over the whole store. */
  let walking: Promise<unknown> = Promise.resolve()

  async function dialog(dialogId: DialogId, customer: ErasedCustomer): Promise<boolean> {
    const { owner, shop } = customer
    const seed = { id: deps.erasedEventId(dialogId), type: 'dialog.erased', shop, data: {} } as const
    const erase = (event: string) => deps.tickets.erase(dialogId, owner, event)
    const promised = await deps.keepEvent(dialogId, seed, erase)
    if (promised === undefined) {
      if (await deps.dialogs.isErased(dialogId)) await deps.traces.erase(dialogId, customer)
      return false
    }
    deps.stopDialog(dialogId)
    await deps.traces.erase(dialogId, customer)
    if (promised.length > 0) await deps.pending.strikeTurns(promised)
    return true
  }

  async function sweep(customer: ErasedCustomer): Promise<number> {
    const { owner } = customer
    deps.stopOwner(owner)
    deps.bus.broadcast({ kind: 'erased', owner })
    let erased = 0
    for await (const dialogId of deps.dialogs.ownedBy(owner)) if (await dialog(dialogId, customer)) erased++
    return erased
  }

  /** Twice: a turn may open its dialog behind the back of the first walk, before its process has heard. */
  async function erase(customer: ErasedCustomer): Promise<number> {
    const first = await sweep(customer)
    await deps.pause(SETTLE_MS)
    const second = await sweep(customer)
    await deps.traces.eraseOwner(customer.owner)
    return first + second
  }

  return {
    dialog,
    customer(customer) {
      const erased = walking.then(() => erase(customer))
      walking = erased.catch(() => undefined)
      return erased
    },
  }
}
