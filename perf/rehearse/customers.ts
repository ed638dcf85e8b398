// Customers who open a dialog, think about the answer, and say a few things more in it. Pure.
import { createQueue } from '../load/queue.js'

export interface Visit {
  /** The customer's bearer token. */
  readonly token: string
  /** '' until the server has named the dialog. */
  dialogId: string
  said: number
}

export interface Visits {
  /** A customer who has thought for long enough about the last answer, else one who comes anew. */
  goOn(now: number): Visit
  /** One who comes anew. */
  arrive(): Visit
  /** The visit's turn has ended at `now`. */
  answered(visit: Visit, now: number): void
}

const TURNS = 3
const THINK_MS = 3_000
/** Visits that may be thinking; more customers than that just leave. */
const THINKING_MAX = 20_000

export function createVisits(tokens: readonly string[]): Visits {
  const thinking = createQueue<{ visit: Visit; readyAt: number }>([])
  let next = thinking.take()
  let arrived = 0

  const arrive = (): Visit => ({ token: tokens[arrived++ % tokens.length] ?? '', dialogId: '', said: 0 })

  return {
    arrive,
    goOn(now) {
      next ??= thinking.take()
      if (next === undefined || next.readyAt > now) return arrive()
      const { visit } = next
      next = undefined
      return visit
    },
    answered(visit, now) {
      visit.said++
      if (visit.dialogId === '' || visit.said >= TURNS || thinking.size() >= THINKING_MAX) return
      thinking.put({ visit, readyAt: now + THINK_MS })
    },
  }
}
