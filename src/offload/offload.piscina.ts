// The worker pool behind the Offload contract: batches, a bound on a stuck worker, and failing closed.
import { FixedQueue, Piscina } from 'piscina'
import { Problem } from '../problem.js'
import { Stop } from '../stop.js'
import { createBatcher } from './batch.js'
import type { Offload, Prepared, StreamPiece } from './offload.js'
import { watchStuck } from './stuck.js'
import { type TextJob, type TextResult, UNTOUCHED, type WholeJob } from './text-work.js'
import { untouched } from './untouched.js'
import { STALE, type TextBatch, type Versioned } from './versions.js'

export interface PoolLimits {
  /** The worker's compiled file. */
  readonly file: URL
  /** Data that the worker reads at its start (workers/text.ts). */
  readonly workerData: unknown
  readonly threads: number
  /** A batch that takes longer ends with its worker: a text that hangs a rule must not hang the turns behind it. */
  readonly stuckMs: number
}

/** A worker that starts loads its dictionaries first, and jobs wait for it. */
const START_MS = 30_000
const batching = { most: 64, mostPatient: 4 }

/** Starts the pool and waits until a worker has answered. */
export async function createOffload(options: PoolLimits): Promise<Offload> {
  const pool = new Piscina<TextBatch, TextResult[] | typeof STALE>({
    filename: options.file.href,
    workerData: options.workerData,
    minThreads: options.threads,
    maxThreads: options.threads,
    // A batch begins when it is sent, so that its time is its own.
    concurrentTasksPerWorker: 1,
    recordTiming: false,
    taskQueue: new FixedQueue(),
  })
  let versions = { faq: 0, block: 0 }
  let edited: Partial<Versioned> = {}
  let workers = 0
  pool.on('workerCreate', () => workers++)
  pool.on('workerDestroy', () => workers--)
  const isStarting = () => workers < options.threads

  const run = async (jobs: readonly TextJob[], limitMs = options.stuckMs): Promise<TextResult[]> => {
    // For the same reason as a turn has one (stop.ts).
    const stuck = new Stop()
    const unwatch = watchStuck({ limitMs, startMs: START_MS, isStarting }, () => stuck.abort())
    try {
      const results = await pool.run({ jobs, versions }, { signal: stuck })
      if (results !== STALE) return results
      const caughtUp = await pool.run({ jobs, versions, edited }, { signal: stuck })
      if (caughtUp === STALE) throw new Error('a worker did not take the version it was sent')
      return caughtUp
    } catch (cause) {
      throw new Problem('masking-failed', { cause, retryAfterS: 1 })
    } finally {
      unwatch()
    }
  }
  const { post, postPatient, batches, oldestAt } = createBatcher((jobs: readonly TextJob[]) => run(jobs), {
    lanes: options.threads,
    ...batching,
  })

  const whole = async (job: WholeJob): Promise<Prepared> => wholeOf(job, await post(job))

  await run([], START_MS)
  return {
    prepare: job => whole({ kind: 'whole', role: 'user', ...job }),
    async check(text) {
      const job = answerJob(text)
      return wholeOf(job, await postPatient(job))
    },
    finish: text => whole(answerJob(text)),
    publish: text => whole({ ...answerJob(text), isPublished: true }),
    piece: async job => pieceOf(await post({ kind: 'piece', ...job })),
    adoptFaq(faq) {
      versions = { ...versions, faq: versions.faq + 1 }
      edited = { ...edited, faq }
    },
    adoptBlock(block) {
      versions = { ...versions, block: versions.block + 1 }
      edited = { ...edited, block }
    },
    threads: options.threads,
    waiting: batches,
    ageMs() {
      const oldest = oldestAt()
      return oldest === undefined ? 0 : performance.now() - oldest
    },
    close: () => pool.destroy(),
  }
}

const answerJob = (text: string): WholeJob => ({ kind: 'whole', role: 'assistant', text, matches: 0 })

function wholeOf({ role, text }: WholeJob, result: TextResult): Prepared {
  return result === UNTOUCHED ? untouched(role, text) : (sound(result) as Prepared)
}

const pieceOf = (result: TextResult) => sound(result) as StreamPiece

function sound(result: TextResult): TextResult {
  if (result !== UNTOUCHED && 'fault' in result) {
    throw new Problem('masking-failed', { cause: result.fault, retryAfterS: 1 })
  }
  return result
}
