// Work that must not overtake itself: one run at a time. All calls made during a run share the next run.

export function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve()
  let next: Promise<T> | undefined
  return () => {
    next ??= running.then(() => {
      next = undefined
      const run = work()
      // The callers handle a failure; only the end of the run matters here.
      running = run.catch(() => undefined)
      return run
    })
    return next
  }
}
