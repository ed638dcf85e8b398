// Micro-batching: everything that is asked in one tick of the event loop travels as one message.
// Why: one message costs the main thread about as much as sixty strings in it do (perf/masking.ts).

/** Runs a whole batch; results stand in the order of the jobs. */
export type RunBatch<Job, Result> = (jobs: readonly Job[]) => Promise<readonly Result[]>

interface Waiting<Result> {
  resolve(result: Result): void
  reject(error: unknown): void
}

/** Returns a function that queues one job; a batch closes at the end of the tick or at `most` jobs. */
export function createBatcher<Job, Result>(
  run: RunBatch<Job, Result>,
  most: number,
): (job: Job) => Promise<Result> {
  let jobs: Job[] = []
  let waiting: Waiting<Result>[] = []

  const flush = () => {
    if (jobs.length === 0) return
    const callers = waiting
    const batch = jobs
    jobs = []
    waiting = []
    run(batch).then(
      results => {
        for (const [i, caller] of callers.entries()) caller.resolve(results[i] as Result)
      },
      error => {
        for (const caller of callers) caller.reject(error)
      },
    )
  }

  return job =>
    new Promise<Result>((resolve, reject) => {
      if (jobs.length === 0) setImmediate(flush)
      jobs.push(job)
      waiting.push({ resolve, reject })
      if (jobs.length >= most) flush()
    })
}
