// A task that runs at a fixed pace and can be asked for sooner; never twice at once.
import { pause } from './clock.js'

export interface RepeatedTask {
  /** Runs the task, or once more after the run under way, and waits for that. Rejects when the task does. */
  now(): Promise<void>
  /** The same without waiting; a failure is the task's own business. */
  soon(): void
  /** Resolves when the task runs no more. */
  close(): Promise<void>
}

/** The first run is one pace away: a caller that needs one at the start calls `now` or `soon`. */
export function repeat(task: () => Promise<void>, everyMs: number): RepeatedTask {
  const closing = new AbortController()
  let running: Promise<void> | undefined
  let isDue = false

  /** The end of the last run counts: callers that asked during an earlier one are served by it. */
  async function runWhileDue(): Promise<void> {
    while (isDue) {
      isDue = false
      try {
        await task()
      } catch (error) {
        if (!isDue) throw error
      }
    }
  }
  function now(): Promise<void> {
    isDue = true
    running ??= runWhileDue().finally(() => {
      running = undefined
    })
    return running
  }
  const tried = () => now().catch(() => undefined)

  const pacing = (async () => {
    for (;;) {
      await pause(everyMs, closing.signal)
      if (closing.signal.aborted) return
      await tried()
    }
  })()

  return {
    now,
    soon: () => void tried(),
    async close() {
      closing.abort()
      await pacing
      await running?.catch(() => undefined)
    },
  }
}
