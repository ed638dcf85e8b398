// Masks personal data in a text. Pure: dictionaries and the segmenter come in with the rules.
// Every character is looked at a bounded number of times, so the cost is linear in the text.
import type { BlockAction } from './block-terms.js'
import { classOf, DIGIT, HAN_DIGIT, STOP } from './chars.js'
import { type Folded, fold } from './fold.js'
import { ALWAYS, addressStars, type Clause, type Kind, type Rule, type Span } from './rule.js'

/** A hit as audit may know it; the caller hashes the raw slice and drops it. */
export interface MaskHit {
  readonly kind: Kind | 'blocked'
  readonly rule: string
  /** UTF-16 offsets in the raw text. */
  readonly start: number
  readonly end: number
  /** The effect of a blocked term on the text. */
  readonly action?: BlockAction
}

export interface Masked {
  readonly text: string
  readonly hits: readonly MaskHit[]
  /** The replaced parts of the raw text, in order. */
  readonly spans: readonly Span[]
}

export interface Masker {
  /** Masking twice gives what masking once gives. */
  mask(text: string): Masked
}

export function createMasker(rules: readonly Rule[]): Masker {
  return {
    mask(text) {
      const folded = fold(text)
      const spans: Span[] = []
      const hits: MaskHit[] = []
      for (const clause of clausesOf(folded.text, 0)) {
        const found = candidatesOf(rules, clause)
        if (found.length === 0) continue
        const chosen = choose(found, clause)
        spans.push(...rawSpans(chosen, folded))
        hits.push(...hitsOf(rawSpans(found, folded), rawSpans(chosen, folded)))
      }
      return { text: replace(text, spans, { from: 0, to: text.length }), hits, spans }
    },
  }
}

/** The clauses of a folded text from `from` on; a stop belongs to the clause that it ends. */
export function clausesOf(folded: string, from: number): readonly Clause[] {
  const clauses: Clause[] = []
  let start = from
  let classes = 0
  let digits = 0
  for (let i = from; i < folded.length; i++) {
    const bits = classOf(folded.charCodeAt(i))
    classes |= bits
    if (bits & (DIGIT | HAN_DIGIT)) digits++
    if (!(bits & STOP) && i < folded.length - 1) continue
    clauses.push({ text: folded, from: start, to: i + 1, classes, digits })
    start = i + 1
    classes = 0
    digits = 0
  }
  return clauses
}

/** The spans with their offsets in the raw text. */
export function rawSpans(spans: readonly Span[], { startOf, endOf }: Folded): readonly Span[] {
  return spans.map(span => ({ ...span, start: startOf(span.start), end: endOf(span.end) }))
}

/** Hits to report: the chosen spans, and every blocked term, also an overlapped one. */
export function hitsOf(found: readonly Span[], chosen: readonly Span[]): readonly MaskHit[] {
  if (!found.some(isBlocked)) return chosen.map(toHit)
  return [...chosen.filter(span => !isBlocked(span)), ...found.filter(isBlocked)].map(toHit)
}

const isBlocked = ({ kind }: Span) => kind === 'blocked'

/** All that the rules find in a clause, overlaps included. */
export function candidatesOf(rules: readonly Rule[], clause: Clause): readonly Span[] {
  const found: Span[] = []
  for (const rule of rules) {
    if (!mayFind(rule, clause)) continue
    for (const span of rule.find(clause)) found.push(span)
  }
  return found
}

function mayFind({ needs, digitsMin = 0 }: Rule, { classes, digits }: Clause): boolean {
  return digits >= digitsMin && (needs === ALWAYS || (needs & classes) !== 0)
}

/** Of overlapping hits the longest wins, then the rule that stands first; a number wins over an address that reached
 *  too far, and personal data over a blocked term, because its rest would stay readable. Of an address or a term that
 *  another hit overlaps the rest is starred all the same. */
export function choose(found: readonly Span[], clause: Clause): readonly Span[] {
  if (found.length < 2) return found
  const taken = new Uint8Array(clause.to - clause.from)
  const chosen: Span[] = []
  for (const span of found.toSorted((a, b) => rank(a) - rank(b) || b.end - b.start - (a.end - a.start))) {
    const free = freeParts(span, taken, clause.from)
    if (span.kind === 'address' || isBlocked(span)) chosen.push(...free.map(part => ({ ...span, ...part })))
    else if (free[0]?.start === span.start && free[0].end === span.end) chosen.push(span)
    else continue
    taken.fill(1, span.start - clause.from, span.end - clause.from)
  }
  return chosen.sort((a, b) => a.start - b.start)
}

function rank({ kind }: Span): number {
  if (kind === 'blocked') return 2
  return kind === 'address' || kind === 'name' ? 1 : 0
}

function freeParts(
  span: Span,
  taken: Uint8Array,
  base: number,
): { start: number; end: number; stars: string }[] {
  const parts: { start: number; end: number; stars: string }[] = []
  for (let at = span.start; at < span.end; ) {
    const start = at
    while (at < span.end && taken[at - base] === 0) at++
    if (at > start) parts.push({ start, end: at, stars: addressStars(at - start) })
    else at++
  }
  return parts
}

/** `raw` between two offsets with the spans' stars in place; spans lie inside and in order. */
export function replace(raw: string, spans: readonly Span[], piece: { from: number; to: number }): string {
  if (spans.length === 0) return raw.slice(piece.from, piece.to)
  let masked = ''
  let done = piece.from
  for (const span of spans) {
    masked += raw.slice(done, span.start) + span.stars
    done = span.end
  }
  return masked + raw.slice(done, piece.to)
}

function toHit(span: Span): MaskHit {
  const { kind, rule, start, end, action } = span
  return { kind, rule, start, end, ...(action && { action }) }
}
