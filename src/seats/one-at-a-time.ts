// Work that must not overtake itself: one run at a time. Who asks during a run gets the next one, which all of them share.

export function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve()
  let next: Promise<T> | undefined
  return () => {
    next ??= running.then(() => {
      next = undefined
      const run = work()
      // How it ended is its callers' business; here only that it has.
      running = run.catch(() => undefined)
      return run
    })
    return next
  }
}
