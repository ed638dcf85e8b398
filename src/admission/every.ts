// A repeated task as a value that is handed in: tests run it when they say so.

/** Runs `task` every `ms` until it is stopped. */
export type Every = (ms: number, task: () => void) => Timer

export interface Timer {
  stop(): void
}

/** With a timer that does not keep the process alive. */
export const every: Every = (ms, task) => {
  const timer = setInterval(task, ms)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
