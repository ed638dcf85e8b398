// How workers come by what changes while they run, the FAQ and the blocked terms: every batch says which versions it
// counts on. A worker that holds older ones says so, and the batch is sent again with the versions in it. So no worker
// needs to be told by name, and one that takes the place of a dead one catches up by itself.
import type { FaqEdition } from '../faq/store.js'
import type { TextJob, TextResult } from './text-work.js'

/** Data that a worker may hold in an old version. */
export interface Versioned {
  readonly faq: FaqEdition
  /** The blocked terms as NDJSON. */
  readonly block: string
}

/** A number each: 0 is the version that workers start with. */
export type VersionNumbers = { readonly [part in keyof Versioned]: number }

/** A batch as it travels. */
export interface TextBatch {
  readonly jobs: readonly TextJob[]
  /** The versions that count. */
  readonly versions: VersionNumbers
  /** Data of the versions that are not the first, for a worker that has said it is behind. */
  readonly edited?: Partial<Versioned>
}

/** The worker is behind with what the batch needs: nothing was done. */
export const STALE = 'behind'

export interface Adopt {
  faq(version: FaqEdition): void
  block(ndjson: string): void
}

/** Does batches in the worker. Every job needs the newest terms; only those that search need the newest FAQ. */
export function createVersionedWork(
  work: (jobs: readonly TextJob[]) => TextResult[],
  adopt: Adopt,
): (batch: TextBatch) => TextResult[] | typeof STALE {
  const held = { faq: 0, block: 0 }
  return ({ jobs, versions, edited = {} }) => {
    if (edited.faq !== undefined && versions.faq > held.faq) {
      adopt.faq(edited.faq)
      held.faq = versions.faq
    }
    if (edited.block !== undefined && versions.block > held.block) {
      adopt.block(edited.block)
      held.block = versions.block
    }
    if (versions.block > held.block) return STALE
    return versions.faq > held.faq && jobs.some(searches) ? STALE : work(jobs)
  }
}

const searches = (job: TextJob) => job.kind === 'whole' && job.matches > 0
