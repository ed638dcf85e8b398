// Waits for commands, and not for long. All that wait are looked at from time to time: no timer a command, and nothing
// is given up whose reply lies in a socket that a busy process has not read yet.
import type { Clock } from '../clock.js'
import { Problem } from '../problem.js'

/** A command that takes longer has failed. Its customer is told so within half a second. */
export const COMMAND_TIMEOUT_MS = 400

export interface Patience {
  /** Sends the command. Rejects with Problem 'store-away' when there is no reply in time. */
  await<T>(command: () => Promise<T>): Promise<T>
  /** Gives up what has waited too long. To be called when the sockets have been read. */
  look(): void
}

interface Waiting {
  /** Steady time. */
  readonly since: number
  giveUp(reason: Problem): void
}

export function createPatience(steady: Clock): Patience {
  /** The oldest first. */
  const all = new Set<Waiting>()

  return {
    await: command =>
      new Promise((resolve, reject) => {
        const waiting: Waiting = { since: steady.now(), giveUp: reject }
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
        all.delete(waiting)
        waiting.giveUp(new Problem('store-away', { detail: 'The store did not answer in time' }))
      }
    },
  }
}
