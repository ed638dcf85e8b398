// Events of a dialog for a client that stays connected: every turn that is stored from now on, once and in order.
// All followers of a dialog in this process share one feed, so their number costs the store nothing.
import type { Identity } from '../../auth/identity.js'
import type { DialogId } from '../../ids.js'
import type { Mode } from '../store/talk.js'
import type { DialogEvent } from './dialog-event.js'
import { createFeed, type Feed, type FeedDeps } from './feed.js'

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
  /** Who talks, as the listener knows it; the bot, when absent. */
  readonly mode?: Mode
  /** The service that the listener was asked to rate. */
  readonly ratingOf?: string | undefined
}

export function createSubscriptions(deps: FeedDeps): Subscriptions {
  const feeds = new Map<string, Feed>()
  return {
    subscribe({ customer: { owner }, dialogId, after, mode, ratingOf }, listener) {
      const key = `${dialogId} ${owner}`
      const onEmpty = () => void feeds.delete(key)
      const feed = feeds.get(key) ?? createFeed(deps, { dialogId, owner, onEmpty })
      feeds.set(key, feed)
      return feed.join(listener, { after, mode, ratingOf })
    },
  }
}
