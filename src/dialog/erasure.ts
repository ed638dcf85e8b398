// Erases a dialog, or all dialogs of a customer. The record goes first and leaves a mark that stops new records under
// the id; then the data about it in other stores goes. Each erasure may be repeated, and completes one that failed.

import type { Identity } from '../auth/identity.js'
import type { Bus } from '../cluster/bus.js'
import type { DialogId } from '../ids.js'
import type { Pending } from './pending/pending.js'
import type { Tickets } from './queue/tickets.js'
import type { Dialogs } from './store/dialogs.js'
import type { KeepEvent } from './store/event-seed.js'

/** The customer whose dialogs are erased. */
export type ErasedCustomer = Pick<Identity, 'owner' | 'shop'>

/** Data about dialogs in other stores. */
export interface Traces {
  /** Drops data of a dialog, or of a customer's dialogs, that still waits in this process to be stored. */
  drop(dialogId: DialogId): void
  dropOwner(owner: string): void
  /** Drops the stored data of a dialog of this customer. */
  erase(dialogId: DialogId, customer: ErasedCustomer): Promise<void>
  /** Drops the stored data of a customer's dialogs, also of ended ones. */
  eraseOwner(owner: string): Promise<void>
}

export interface ErasureDeps {
  readonly dialogs: Pick<Dialogs, 'isErased' | 'ownedBy'>
  readonly tickets: Pick<Tickets, 'erase'>
  readonly pending: Pick<Pending, 'strikeTurns'>
  readonly bus: Pick<Bus, 'broadcast'>
  readonly keepEvent: KeepEvent
  /** The id of the event of this erasure. */
  erasedEventId(dialogId: DialogId): string
  readonly traces: Traces
  readonly pause: (ms: number) => Promise<void>
  /** Stops the turns of the dialog in this process. */
  stopDialog(dialogId: DialogId): void
  stopOwner(owner: string): void
}

export interface Erasure {
  /** False when there was no dialog of this owner. Throws Problem 'store-away'. */
  dialog(dialogId: DialogId, customer: ErasedCustomer): Promise<boolean>
  /** Resolves to the number of dialogs that were erased. Takes a second or more. Throws Problem 'store-away'. */
  customer(customer: ErasedCustomer): Promise<number>
}

/** After this time every process has the message, and a commit under way has landed or is too late. */
const SETTLE_MS = 1_500

export function createErasure(deps: ErasureDeps): Erasure {
  /** One customer at a time: an erasure may walk over the whole store. */
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

  /** Sweeps twice: a turn may open a dialog behind the first sweep, before its process has the message. */
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
