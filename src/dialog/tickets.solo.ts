// Tickets of a process that is the whole cluster: who waits is woken by the commit before it, in memory.
import { Problem } from '../problem.js'
import type { Claimant, Dialogs, Place, TicketRef, TurnId } from './dialogs.js'
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

  return {
    async enter(turn: Claimant, { first, answered, onPlaced }: EnterOptions, signal) {
      let options = { ...(first && { first }), ...(answered && { answered }) }
      let isPlaced = false
      for (;;) {
        const place: Place = await dialogs.begin(turn, options, signal)
        options = { ...(answered && { answered }) }
        switch (place.at) {
          case 'wait':
          case 'joined':
            if (!isPlaced) onPlaced()
            isPlaced = true
            await woken(turn.turnId, signal)
            break
          case 'orphan':
          case 'seat':
            throw new Problem('internal', { detail: `a turn alone cannot stand at ${place.at}` })
          case 'run':
            if (!isPlaced) onPlaced()
            return place
          default:
            return place
        }
      }
    },
    async commit(write, signal) {
      const committed = await dialogs.commit(write, signal)
      if (committed.at === 'done') wake(committed.next)
      return committed
    },
    leave(turn) {
      void dialogs.abandon(turn, '').then(({ next }) => wake(next))
    },
  }
}
