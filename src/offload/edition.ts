// How workers come by what changes while they run, the FAQ: every batch says which edition it counts on. A worker that
// holds an older one says so, and the batch is sent again with the edition in it. So no worker needs to be told by name,
// and one that takes the place of a dead one catches up by itself.
import type { FaqEdition } from '../faq/store.js'
import type { TextJob, TextResult } from './text-work.js'

/** A batch as it travels. */
export interface TextBatch {
  readonly jobs: readonly TextJob[]
  /** The edition that counts: 0 is the one that workers start with. */
  readonly edition: number
  /** What it is, for a worker that has said it is behind. */
  readonly faq?: FaqEdition
}

/** The worker is behind, and the batch searches the FAQ: nothing was done. */
export const BEHIND = 'behind'

/** Does batches in the worker. */
export function createEditionWork(
  work: (jobs: readonly TextJob[]) => TextResult[],
  adopt: (faq: FaqEdition) => void,
): (batch: TextBatch) => TextResult[] | typeof BEHIND {
  let held = 0
  return ({ jobs, edition, faq }) => {
    if (faq !== undefined && edition > held) {
      adopt(faq)
      held = edition
    }
    return edition > held && jobs.some(searches) ? BEHIND : work(jobs)
  }
}

const searches = (job: TextJob) => job.kind === 'whole' && job.matches > 0
