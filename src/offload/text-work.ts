// The work of a worker thread on the texts of a turn. Pure: the masker, the retriever and the hash are handed in by
// workers/text.ts.

import type { Masked, MaskHit } from '../privacy/mask.js'
import { encodeMessage } from '../prompt/fragment.js'
import type { Blocked, FaqMatch, Hit, PieceJob, Prepared, StreamPiece } from './offload.js'

/** A whole text: `matches` is 0 for an answer and for a question that needs no retrieval. */
export interface WholeJob {
  readonly kind: 'whole'
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly matches: number
  readonly shop?: string
  /** The shop's own words, which hold nothing to mask: only blocked terms are looked for. */
  readonly isPublished?: boolean
}

/** A job as it travels. */
export type TextJob = WholeJob | (PieceJob & { readonly kind: 'piece' })

/** The result of a job; a fault stays with its job, the rest of the batch is unharmed. */
export type TextResult = Prepared | StreamPiece | { readonly fault: string }

export interface TextTools {
  mask(text: string): Masked
  /** The same for blocked terms alone. */
  block(text: string): Masked
  /** Masks on from a state; `isLast` gives the rest. */
  maskPiece(job: PieceJob): StreamPiece
  /** Searches the FAQ of the shop. */
  retrieve(text: string, job: Pick<WholeJob, 'matches' | 'shop'>): readonly FaqMatch[]
  /** Keyed hash of a masked value. */
  hash(value: string): string
}

/** Does every job of a batch, in order. */
export function createTextWork(tools: TextTools): (jobs: readonly TextJob[]) => TextResult[] {
  const whole = (job: WholeJob): Prepared => {
    const masked = job.isPublished ? tools.block(job.text) : tools.mask(job.text)
    const blocked = blockedBy(masked.hits)
    const isSearched = job.matches > 0 && blocked === undefined
    return {
      masked: masked.text,
      fragment: encodeMessage(job.role, masked.text),
      hits: masked.hits.map(hit => auditable(hit, job.text)),
      matches: isSearched ? tools.retrieve(masked.text, job) : [],
      ...(blocked && { blocked }),
    }
  }
  const auditable = (hit: MaskHit, raw: string): Hit => ({
    kind: hit.kind,
    rule: hit.rule,
    at: hit.at,
    hash: tools.hash(raw.slice(hit.at, hit.end)),
    ...(hit.action && { action: hit.action }),
  })
  const guarded = (job: TextJob): TextResult => {
    try {
      return job.kind === 'piece' ? tools.maskPiece(job) : whole(job)
    } catch (error) {
      // Only the error's class leaves the worker: its message could quote the text.
      return { fault: error instanceof Error ? error.name : 'unknown' }
    }
  }
  return jobs => jobs.map(guarded)
}

/** Of several terms the severest decides. */
function blockedBy(hits: readonly MaskHit[]): Blocked | undefined {
  if (hits.some(({ action }) => action === 'refuse')) return 'refuse'
  return hits.some(({ action }) => action === 'handoff') ? 'handoff' : undefined
}
