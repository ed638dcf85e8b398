// Events of a dialog for a client that stays connected: every turn that is stored from now on, once and in order.
// All followers of a dialog in this process share one feed, so their number costs the store nothing.
import type { Identity } from '../../auth/identity.js'
import type { SignMessage } from '../../cluster/bus.js'
import type { DialogId } from '../../ids.js'
import { KeyedInFlight } from '../../in-flight.js'
import type { Mode } from '../store/talk.js'
import type { DialogEvent } from './dialog-event.js'
import { createFeed, type Feed, type FeedDeps } from './feed.js'

export interface Subscriptions {
  /** Calls the listener with the events of the dialog from now on, by any process of the cluster. Returns a function
   *  that stops this. */
  subscribe(to: Subscription, listener: (event: DialogEvent) => void): () => void
}

export interface SignedSubscriptions extends Subscriptions {
  /** Called with a sign of the person who holds a dialog: who follows it is told. */
  onSign(sign: SignMessage): void
}

export interface Subscription {
  readonly customer: Identity
  readonly dialogId: DialogId
  /** The last seq that the listener has: every later turn is sent, also one stored before now. Absent: only turns that
   *  are stored from now on are sent. */
  readonly after?: number
  /** The mode that the listener has; the bot when absent. */
  readonly mode?: Mode
  /** The service of the person who holds the dialog, as the listener knows it. */
  readonly serviceId?: string | undefined
  /** The service whose invitation to rate the listener has. */
  readonly ratingOf?: string | undefined
}

export function createSubscriptions(deps: FeedDeps): SignedSubscriptions {
  const feeds = new KeyedInFlight<Feed>()
  return {
    subscribe({ customer: { owner }, dialogId, after, mode, serviceId, ratingOf }, listener) {
      const key = keyOf(dialogId, owner)
      const onEmpty = () => void feeds.delete(key)
      const feed = feeds.get(key) ?? createFeed(deps, { dialogId, owner, onEmpty })
      feeds.set(key, feed)
      return feed.join(listener, { after, mode, serviceId, ratingOf })
    },
    onSign(sign) {
      feeds.get(keyOf(sign.dialogId, sign.owner))?.pass(sign)
    },
  }
}

const keyOf = (dialogId: DialogId, owner: string) => `${dialogId} ${owner}`
