// Micro-batching that clocks itself: one batch is under way in each lane, what is asked meanwhile collects and travels as
// the next. An idle lane takes what one tick of the event loop asks; under load batches grow by themselves.
// Why: one message costs the main thread about as much as sixty strings in it do (perf/benches/masking.ts).

/** Runs a whole batch; results stand in the order of the jobs. */
export type RunBatch<Job, Result> = (jobs: readonly Job[]) => Promise<readonly Result[]>

export interface Batching {
  /** Batches under way at a time. */
  readonly lanes: number
  /** Jobs in a batch at the most. */
  readonly most: number
  /** Patient jobs in a batch at the most: others wait no longer than such a batch takes. */
  readonly mostPatient: number
}

export interface Batcher<Job, Result> {
  post(job: Job): Promise<Result>
  /** Queues a job that goes only while no other waits. */
  postPatient(job: Job): Promise<Result>
  /** Batches under way and those that the waiting jobs will make. */
  batches(): number
  /** When the oldest unanswered job was posted, as performance.now() tells it; patient ones do not count. */
  oldestAt(): number | undefined
}

interface WaitingJob<Job, Result> {
  readonly job: Job
  readonly postedAt: number
  resolve(result: Result): void
  reject(error: unknown): void
}

export function createBatcher<Job, Result>(
  run: RunBatch<Job, Result>,
  { lanes, most, mostPatient }: Batching,
): Batcher<Job, Result> {
  let prompt: WaitingJob<Job, Result>[] = []
  const patient: WaitingJob<Job, Result>[] = []
  /** When the first job of each batch under way was posted; patient ones stand as never. */
  const underWay = new Map<object, number>()
  let isDue = false

  function take(): { batch: WaitingJob<Job, Result>[]; postedAt: number } {
    const [first] = prompt
    if (first === undefined) return { batch: patient.splice(0, mostPatient), postedAt: Infinity }
    const batch = prompt
    prompt = batch.splice(most)
    return { batch, postedAt: first.postedAt }
  }

  function flush(): void {
    isDue = false
    while (underWay.size < lanes && prompt.length + patient.length > 0) send()
  }

  function send(): void {
    const { batch, postedAt } = take()
    const lane = {}
    underWay.set(lane, postedAt)
    run(batch.map(({ job }) => job))
      .then(
        results => {
          for (const [i, caller] of batch.entries()) caller.resolve(results[i] as Result)
        },
        error => {
          for (const caller of batch) caller.reject(error)
        },
      )
      .finally(() => {
        underWay.delete(lane)
        flush()
      })
  }

  const enter = (queue: () => WaitingJob<Job, Result>[]) => (job: Job) =>
    new Promise<Result>((resolve, reject) => {
      queue().push({ job, postedAt: performance.now(), resolve, reject })
      if (isDue || underWay.size >= lanes) return
      isDue = true
      setImmediate(flush)
    })

  return {
    post: enter(() => prompt),
    postPatient: enter(() => patient),
    batches: () => underWay.size + Math.ceil(prompt.length / most) + Math.ceil(patient.length / mostPatient),
    oldestAt() {
      const oldest = Math.min(...underWay.values(), prompt[0]?.postedAt ?? Infinity)
      return oldest === Infinity ? undefined : oldest
    },
  }
}
