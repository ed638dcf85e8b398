// Waits for commands, and not for long. All that wait are checked from time to time: no timer a command, and nothing
// is given up whose reply lies in a socket that a busy process has not read yet.
import type { Clock } from '../clock.js'
import { InFlight } from '../in-flight.js'
import { Problem } from '../problem.js'

/** A command that takes longer has failed. Its customer is told so within half a second. */
export const COMMAND_TIMEOUT_MS = 400

export interface CommandTimeout {
  /** Sends the command. Rejects with Problem 'store-away' when there is no reply in time. */
  await<T>(command: () => Promise<T>): Promise<T>
  /** Gives up what was late at the call before and still waits. Between two calls all sockets must have been read: a
   *  command may have been sent, and its time have passed, while a crowd's other requests were still being taken in. */
  expire(): void
}

interface WaitingCommand {
  /** Awake time. */
  readonly since: number
  isLate: boolean
  giveUp(reason: unknown): void
}

/** `awake` counts the time that this process was there to read. */
export function createCommandTimeout(awake: Clock): CommandTimeout {
  const inFlight = new InFlight<WaitingCommand>()

  return {
    await: command =>
      new Promise((resolve, reject) => {
        const giveUp = (reason: unknown) => {
          inFlight.leave(place)
          reject(reason)
        }
        const place = inFlight.enter({ since: awake.now(), isLate: false, giveUp })
        command().then(reply => {
          inFlight.leave(place)
          resolve(reply)
        }, giveUp)
      }),
    expire() {
      const now = awake.now()
      for (const waiting of inFlight.all()) {
        if (now - waiting.since < COMMAND_TIMEOUT_MS) return
        if (waiting.isLate)
          waiting.giveUp(new Problem('store-away', { detail: 'The store did not answer in time' }))
        waiting.isLate = true
      }
    },
  }
}

/** The time that this process was scheduled. A process that was not run for a while (a starved machine, one that was
 *  suspended as a whole) cannot blame the others for their silence: they may not have been run either. */
export interface AwakeClock extends Clock {
  /** To be called at every check of what is awaited. */
  tick(): void
}

/** `steady` must never jump. Between two ticks no more than `mostMs` pass. */
export function createAwakeClock(steady: Clock, mostMs: number): AwakeClock {
  let awakeMs = 0
  let tickedAt = steady.now()
  const now = () => awakeMs + Math.min(mostMs, steady.now() - tickedAt)
  return {
    now,
    tick() {
      awakeMs = now()
      tickedAt = steady.now()
    },
  }
}
