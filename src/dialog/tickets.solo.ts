// Tickets of a process that is the whole cluster: who waits is woken by the commit before it, in memory.
import { Problem } from '../problem.js'
import type { Claimant, Committed, Dialogs, Place, TicketRef, TurnId } from './dialogs.js'
import type { EnterOptions, Tickets } from './tickets.js'

export function createSoloTickets(dialogs: Dialogs): Tickets {
  const waiting = new Map<TurnId, () => void>()

  const wake = (next: TicketRef | undefined) => next && waiting.get(next.turnId)?.()

  const woken = (turnId: TurnId, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const done = () => {
        waiting.delete(turnId)
        signal.removeEventListener('abort', stop)
        resolve()
      }
      const stop = () => {
        waiting.delete(turnId)
        reject(signal.reason)
      }
      signal.addEventListener('abort', stop, { once: true })
      waiting.set(turnId, done)
    })

  const awake = (committed: Committed): Committed => {
    if (committed.at === 'done') wake(committed.next)
    return committed
  }

  return {
    async enter(turn: Claimant, { first, onPlaced }: EnterOptions, signal) {
      let place: Place = await dialogs.begin(turn, first ? { first } : {}, signal)
      if (isQueued(place) || place.at === 'run') onPlaced()
      while (isQueued(place)) {
        await woken(turn.turnId, signal)
        place = await dialogs.begin(turn, {}, signal)
      }
      if (place.at === 'orphan' || place.at === 'seat') throw new Problem('internal', { detail: place.at })
      return place
    },
    commit: async (write, signal) => awake(await dialogs.commit(write, signal)),
    commitReady: async (write, options, signal) => awake(await dialogs.commitReady(write, options, signal)),
    leave(turn) {
      void dialogs.abandon(turn, '').then(({ next }) => wake(next))
    },
  }
}

type Queued = Extract<Place, { at: 'wait' | 'joined' }>

function isQueued(place: Place): place is Queued {
  return place.at === 'wait' || place.at === 'joined'
}
