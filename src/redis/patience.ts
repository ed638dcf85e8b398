// Waits for commands, and not for long. All that wait are looked at from time to time: no timer a command, and nothing
// is given up whose reply lies in a socket that a busy process has not read yet.
import type { Clock } from '../clock.js'
import { Problem } from '../problem.js'

/** A command that takes longer has failed. Its customer is told so within half a second. */
export const COMMAND_TIMEOUT_MS = 400

export interface Patience {
  /** Sends the command. Rejects with Problem 'store-away' when there is no reply in time. */
  await<T>(command: () => Promise<T>): Promise<T>
  /** Gives up what was late at the look before and still waits. Between two looks all sockets must have been read: a
   *  command may have been sent, and its time have passed, while a crowd's other requests were still being taken in. */
  look(): void
}

interface Waiting {
  /** Steady time. */
  readonly since: number
  isLate: boolean
  giveUp(reason: Problem): void
}

export function createPatience(steady: Clock): Patience {
  /** The oldest first. */
  const all = new Set<Waiting>()

  return {
    await: command =>
      new Promise((resolve, reject) => {
        const waiting: Waiting = { since: steady.now(), isLate: false, giveUp: reject }
        all.add(waiting)
        command().then(
          reply => {
            all.delete(waiting)
            resolve(reply)
          },
          error => {
            all.delete(waiting)
            reject(error)
          },
        )
      }),
    look() {
      const now = steady.now()
      for (const waiting of all) {
        if (now - waiting.since < COMMAND_TIMEOUT_MS) return
        if (waiting.isLate) {
          all.delete(waiting)
          waiting.giveUp(new Problem('store-away', { detail: 'The store did not answer in time' }))
        }
        waiting.isLate = true
      }
    },
  }
}
