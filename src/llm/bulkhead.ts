// The queue in front of the vendor's connections: first come first served, and bounded by time, not by a count.
// A turn that would still be waiting at its deadline is refused at once, so that it can go down the ladder.
import type { Clock } from '../clock.js'
import { InFlight } from '../in-flight.js'
import type { StopSignal } from '../stop.js'

export type BulkheadEntry = 'entered' | 'queue-full' | 'deadline' | 'aborted'

export interface BulkheadGauges {
  readonly running: number
  readonly queued: number
  /** How long the first in the queue has waited; 0 when nobody waits. */
  readonly oldestMs: number
}

export interface Bulkhead {
  /** Takes a connection, waiting for one if need be; a promise only when there is something to wait for. A call that
   *  got one must release it. */
  acquire(deadlineAt: number, signal: StopSignal): BulkheadEntry | Promise<BulkheadEntry>
  /** Gives the connection back after `callMs`. */
  release(callMs: number): void
  gauges(): BulkheadGauges
  /** See `isBehind`. */
  isBehind(budgetMs: number): boolean
  /** Rejects the calls that wait; those that run go on. */
  close(): void
}

/** Before anything was measured. Short enough to fill the connections, long enough not to queue for minutes. */
const FIRST_MEAN_MS = 1000
/** The weight of the newest call in the mean. */
const NEWEST = 1 / 32

export interface Queue {
  readonly queued: number
  readonly meanMs: number
  readonly connections: number
}

/** The rule of admission: (queued + 1) × mean call time ÷ connections must be below the time left. */
export function hasTime({ queued, meanMs, connections }: Queue, msLeft: number): boolean {
  return ((queued + 1) * meanMs) / connections < msLeft
}

/** A vendor is slow itself when its mean call takes longer than this many budgets. */
const SLOW_BUDGETS = 2
/** Length of the queue, in mean calls, that a burst may fill without a refusal. */
const BURST_CALLS = 1.5

/** True when a turn that comes now would wait longer than its budget for a connection. More turns come than the
 *  connections carry, so the newest are better refused. Never for a vendor that is slow itself: its turns get promises. */
export function isBehind({ queued, meanMs, connections }: Queue, budgetMs: number): boolean {
  if (meanMs > SLOW_BUDGETS * budgetMs) return false
  return (queued * meanMs) / connections > Math.max(budgetMs - meanMs, BURST_CALLS * meanMs)
}

interface WaitingCall {
  readonly since: number
  readonly end: (entry: BulkheadEntry) => void
}

export function createBulkhead(connections: number, clock: Clock): Bulkhead {
  const waiting = new InFlight<WaitingCall>()
  let running = 0
  let meanMs = FIRST_MEAN_MS
  let isClosed = false

  function wait(msLeft: number, signal: StopSignal): Promise<BulkheadEntry> {
    return new Promise(resolve => {
      const onAbort = () => waiter.end('aborted')
      const timer = setTimeout(() => waiter.end('deadline'), msLeft)
      const waiter: WaitingCall = {
        since: clock.now(),
        end(entry) {
          waiting.leave(place)
          clearTimeout(timer)
          signal.removeEventListener('abort', onAbort)
          resolve(entry)
        },
      }
      const place = waiting.enter(waiter)
      signal.addEventListener('abort', onAbort)
    })
  }

  return {
    acquire(deadlineAt, signal) {
      if (isClosed || signal.aborted) return 'aborted'
      const msLeft = deadlineAt - clock.now()
      if (msLeft <= 0) return 'deadline'
      if (running < connections) {
        running++
        return 'entered'
      }
      if (!hasTime({ queued: waiting.size, meanMs, connections }, msLeft)) return 'queue-full'
      return wait(msLeft, signal)
    },

    release(callMs) {
      meanMs += (callMs - meanMs) * NEWEST
      // The connection passes to the first in the queue without becoming free in between: nobody overtakes.
      const first = waiting.first
      if (first === undefined) running--
      else first.end('entered')
    },

    gauges() {
      const first = waiting.first
      return {
        running,
        queued: waiting.size,
        oldestMs: first === undefined ? 0 : clock.now() - first.since,
      }
    },

    isBehind: budgetMs => isBehind({ queued: waiting.size, meanMs, connections }, budgetMs),

    close() {
      isClosed = true
      for (const waiter of waiting.all()) waiter.end('aborted')
    },
  }
}
