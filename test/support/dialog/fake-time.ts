// Time that moves only by calls of a test.
import type { StopSignal } from '../../../src/stop.js'

export interface FakeClock {
  now(): number
  move(ms: number): void
}

export function fakeClock(start = 1_000_000): FakeClock {
  let now = start
  return {
    now: () => now,
    move(ms) {
      now += ms
    },
  }
}

export interface FakeTime extends FakeClock {
  pause(ms: number, signal?: StopSignal): Promise<void>
  /** Moves time in small steps; code that wakes on the way runs before the next step. */
  advance(ms: number): Promise<void>
}

const STEP_MS = 10

export function fakeTime(): FakeTime {
  const clock = fakeClock()
  const sleepers = new Set<{ at: number; wake: () => void }>()

  function pause(ms: number, signal?: StopSignal): Promise<void> {
    return new Promise(resolve => {
      if (signal?.aborted) return resolve()
      const sleeper = { at: clock.now() + ms, wake: done }
      function done() {
        sleepers.delete(sleeper)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      sleepers.add(sleeper)
      signal?.addEventListener('abort', done)
    })
  }

  return {
    ...clock,
    pause,
    async advance(ms) {
      const end = clock.now() + ms
      await settle()
      while (clock.now() < end) {
        clock.move(Math.min(STEP_MS, end - clock.now()))
        for (const sleeper of [...sleepers]) if (sleeper.at <= clock.now()) sleeper.wake()
        await settle()
      }
    },
  }
}

/** Lets all code run that waits only for other code. */
export function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
