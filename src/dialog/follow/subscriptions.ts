// Events of a dialog for a client that stays connected: every turn that is stored from now on, once and in order.
import type { StoredTurn } from '../../answer/answer.js'
import type { Identity } from '../../auth/identity.js'
import type { DialogId } from '../../ids.js'
import type { Dialogs, Mode } from '../store/dialogs.js'
import type { Watching } from './watching.js'

/** Something new in a dialog. Events with a `seq` come in its order. */
export type DialogEvent =
  | { readonly kind: 'answer'; readonly turn: StoredTurn }
  | { readonly kind: 'message'; readonly seq: number; readonly text: string; readonly sentAt: number }
  | { readonly kind: 'mode'; readonly mode: Mode; readonly position?: number }
  /** Deleted, expired, or not this customer's. */
  | { readonly kind: 'gone' }

export interface Subscriptions {
  /** Calls the listener with what is stored in the dialog from now on, by any process of the cluster. Returns what
   *  ends it. */
  subscribe(to: Subscription, listener: (event: DialogEvent) => void): () => void
}

export interface Subscription {
  readonly customer: Identity
  readonly dialogId: DialogId
  /** The last seq that the listener has: every later one is told, stored before now or not. When absent, what is stored
   *  already is known. */
  readonly after?: number
}

export interface SubscriptionDeps {
  readonly dialogs: Pick<Dialogs, 'read'>
  readonly watching: Watching
  readonly onError: (error: unknown) => void
}

/** Many sockets follow many dialogs, and nearly every write is told: a lost message may cost a little more here. */
const LOOK_MS = 5_000

export function createSubscriptions({ dialogs, watching, onError }: SubscriptionDeps): Subscriptions {
  return {
    subscribe({ customer, dialogId, after }, listener) {
      const stop = new AbortController()
      const { signal } = stop
      let cursor = after

      /** True when there will be no more news. */
      const look = async (): Promise<true | undefined> => {
        const view = await dialogs.read(dialogId, customer.owner, signal)
        if (signal.aborted) return true
        if (view === undefined) {
          listener({ kind: 'gone' })
          return true
        }
        const newest = view.turns.at(-1)?.seq ?? 0
        const known = cursor ?? newest
        for (const turn of view.turns) if (turn.seq > known) listener({ kind: 'answer', turn })
        cursor = newest
        return undefined
      }
      // A store that is away for a moment is asked again at the next look.
      const patient = () =>
        look().catch(error => {
          onError(error)
          return undefined
        })
      watching.until({ dialogId, lookMs: LOOK_MS, look: patient }, signal).catch(onError)
      return () => stop.abort()
    },
  }
}
