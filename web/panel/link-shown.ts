// The connection, as told to the customer.
import type { State } from '../client/transports.js'
import type { Store } from '../design/store.js'
import type { Talk } from './talk.js'

/** A connection that is back sooner is not worth a word. */
const LOST_SHOWN_MS = 2_000

export interface LinkShown {
  /** Turns have a new carrier. */
  entered(state: State): void
  lost(): void
  /** The browser says that the network is gone, or back. */
  network(isOnline: boolean): void
  close(): void
}

export function createLinkShown(store: Store<Talk>): LinkShown {
  let soon: ReturnType<typeof setTimeout> | undefined
  let wasConnected = false
  /** Something waits for the connection. Without that nothing would ever say that it is back. */
  let isMissed = false
  const lost = () => {
    isMissed = true
    store.set({ link: navigator.onLine ? 'reconnecting' : 'offline' })
  }
  return {
    lost,
    entered(state) {
      clearTimeout(soon)
      isMissed = wasConnected && state !== 'socket'
      if (state === 'socket') store.set({ link: navigator.onLine ? 'up' : 'offline' })
      else if (wasConnected && state !== 'closed') soon = setTimeout(lost, LOST_SHOWN_MS)
      wasConnected ||= state === 'socket'
    },
    network(isOnline) {
      if (!isOnline) store.set({ link: 'offline' })
      else if (store.get().link === 'offline') store.set({ link: isMissed ? 'reconnecting' : 'up' })
    },
    close: () => clearTimeout(soon),
  }
}
