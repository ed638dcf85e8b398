// The work of a worker thread on the texts of a turn. Pure: the masker, the retriever and the hash are handed in by
// workers/text.ts.

import type { Masked, MaskHit } from '../privacy/mask.js'
import { type HeldValue, withoutPlaceholders } from '../privacy/placeholders.js'
import type { Kind, Span } from '../privacy/rule.js'
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

/** The result of a job whose text is its own mask and that found nothing: who asked holds all of it (untouched.ts), and a
 *  number travels at a tenth of what a record costs both threads. */
export const UNTOUCHED = 0

/** The result of a job; a fault stays with its job, the rest of the batch is unharmed. */
export type TextResult = Prepared | StreamPiece | typeof UNTOUCHED | { readonly fault: string }

export interface TextTools {
  /** Values that were masked in questions go back to the main thread, for placeholders. */
  readonly holdsValues: boolean
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
  const whole = (given: WholeJob): Prepared | typeof UNTOUCHED => {
    const job = tools.holdsValues ? plain(given) : given
    const masked = job.isPublished ? tools.block(job.text) : tools.mask(job.text)
    const blocked = blockedBy(masked.hits)
    const isSearched = job.matches > 0 && blocked === undefined
    const matches = isSearched ? tools.retrieve(masked.text, job) : []
    if (masked.hits.length + matches.length === 0 && masked.text === given.text) return UNTOUCHED
    return {
      masked: masked.text,
      fragment: encodeMessage(job.role, masked.text),
      hits: masked.hits.map(hit => auditable(hit, job.text)),
      matches,
      ...(blocked && { blocked }),
      ...(tools.holdsValues && job.role === 'user' && heldOf(masked, job.text)),
    }
  }
  const auditable = (hit: MaskHit, raw: string): Hit => ({
    kind: hit.kind,
    rule: hit.rule,
    start: hit.start,
    hash: tools.hash(raw.slice(hit.start, hit.end)),
    ...(hit.action && { action: hit.action }),
  })
  const guarded = (job: TextJob): TextResult => {
    try {
      if (job.kind === 'whole') return whole(job)
      return tools.maskPiece(tools.holdsValues ? plain(job) : job)
    } catch (error) {
      // Only the error's class leaves the worker: its message could quote the text.
      return { fault: error instanceof Error ? error.name : 'unknown' }
    }
  }
  return jobs => jobs.map(guarded)
}

/** No text that comes here may hold a placeholder: customers, tools and the shop have none to write, and the vendor's
 *  are marks by now. */
function plain<J extends TextJob>(job: J): J {
  return { ...job, text: withoutPlaceholders(job.text) }
}

/** No vault keeps a password. */
const isHeld = (kind: Span['kind']): kind is Kind => kind !== 'blocked' && kind !== 'password'

/** The values that were masked; nothing when there are none. */
function heldOf({ spans }: Masked, raw: string): Pick<Prepared, 'held'> {
  const held: HeldValue[] = []
  let shift = 0
  for (const { kind, start, end, stars } of spans) {
    if (isHeld(kind)) held.push({ kind, value: raw.slice(start, end), stars, start: start + shift })
    shift += stars.length - (end - start)
  }
  return held.length === 0 ? {} : { held }
}

/** Of several terms the severest decides. */
function blockedBy(hits: readonly MaskHit[]): Blocked | undefined {
  if (hits.some(({ action }) => action === 'refuse')) return 'refuse'
  return hits.some(({ action }) => action === 'handoff') ? 'handoff' : undefined
}
