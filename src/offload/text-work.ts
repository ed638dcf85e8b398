// What a worker computes for a turn. Pure: the masker, the retriever and the hash are handed in by workers/text.ts.
import { encodeMessage } from '../prompt/fragment.js'
import type { FaqMatch, Finished, Hit, Prepared } from './offload.js'

/** A job as it travels: `matches` is 0 for an answer and for a question that needs no retrieval. */
export interface TextJob {
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly matches: number
}

/** What a job gives back; a fault stays with its job, the rest of the batch is unharmed. */
export type TextResult = Prepared | Finished | { readonly fault: string }

export interface TextTools {
  mask(text: string): { readonly text: string; readonly hits: readonly MaskHit[] }
  retrieve(text: string, limit: number): readonly FaqMatch[]
  /** Keyed hash of a masked value. */
  hash(value: string): string
}

interface MaskHit {
  readonly kind: string
  readonly rule: string
  readonly at: number
  readonly end: number
}

/** Does every job of a batch, in order. */
export function createTextWork(tools: TextTools): (jobs: readonly TextJob[]) => TextResult[] {
  const work = (job: TextJob): Prepared => {
    const masked = tools.mask(job.text)
    return {
      masked: masked.text,
      fragment: encodeMessage(job.role, masked.text),
      hits: masked.hits.map(hit => auditable(hit, job.text)),
      matches: job.matches === 0 ? [] : tools.retrieve(masked.text, job.matches),
    }
  }
  const auditable = (hit: MaskHit, raw: string): Hit => ({
    kind: hit.kind,
    rule: hit.rule,
    at: hit.at,
    hash: tools.hash(raw.slice(hit.at, hit.end)),
  })
  const guarded = (job: TextJob): TextResult => {
    try {
      return work(job)
    } catch (error) {
      // Only the error's class leaves the worker: its message could quote the text.
      return { fault: error instanceof Error ? error.name : 'unknown' }
    }
  }
  return jobs => jobs.map(guarded)
}
