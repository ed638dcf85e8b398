// Work that must not be done too often: at once after a quiet while, and otherwise once when the while is over.
import type { StopSignal } from '../stop.js'

export interface Paced {
  /** There is something to do. */
  soon(): void
  stop(): void
}

export interface PacedDeps {
  /** Never jumps. */
  readonly steady: { now(): number }
  pause(ms: number, signal: StopSignal): Promise<void>
}

/** When `work` returns false there was nothing to do, and no while begins. */
export function paced(work: () => unknown, everyMs: number, { steady, pause }: PacedDeps): Paced {
  const stopping = new AbortController()
  let doneAt = Number.NEGATIVE_INFINITY
  let isDue = false

  function act(): void {
    isDue = false
    if (stopping.signal.aborted) return
    const now = steady.now()
    if (work() !== false) doneAt = now
  }

  return {
    soon() {
      if (isDue) return
      isDue = true
      const leftMs = doneAt + everyMs - steady.now()
      if (leftMs > 0) void pause(leftMs, stopping.signal).then(act)
      else act()
    },
    stop: () => stopping.abort(),
  }
}
