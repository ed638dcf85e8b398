// Words that may not pass, as a rule beside the masking rules, so that a stream meets the decisions of the whole text.
// A term matches whole words only, as the segmenter cuts them, in a text normalised for blanks, full width and case.
// Cost: hash look-ups a character, and a cut only where a term is spelled, however many terms there are.
import { type BlockedTerm, blockActions } from './block-terms.js'
import { fold } from './fold.js'
import type { NameSegmenter } from './names.js'
import { ALWAYS, addressStars, type Clause, type Rule, type Span } from './rule.js'

/** Its spans are in order and without overlaps: the longest term wins. A term lies within one clause. */
export function createBlockRule(terms: readonly BlockedTerm[], segmenter: NameSegmenter): Rule {
  const index = indexOf(terms)
  return {
    needs: ALWAYS,
    find: ({ text, from, to }) => spansIn(normalise(text.slice(from, to)), { index, segmenter, from }),
    /** The first place from which a term is spelled or may yet be: what follows decides where its word ends. */
    hold({ text: folded, from, to }: Clause) {
      const { text, places } = normalise(folded.slice(from, to))
      for (let at = 0; at < text.length; at++) {
        if (mayStartAt(index, text, at) || occursAt(index, text, at)) return from + (places[at] ?? at)
      }
      return to
    },
  }
}

interface TermIndex {
  readonly byText: ReadonlyMap<string, BlockedTerm>
  /** Lengths of the terms that start with a code unit, longest first. */
  readonly lengths: ReadonlyMap<number, readonly number[]>
  /** All proper beginnings of terms. */
  readonly starts: ReadonlySet<string>
  readonly longest: number
}

const noLengths: readonly number[] = []

function indexOf(terms: readonly BlockedTerm[]): TermIndex {
  const byText = new Map<string, BlockedTerm>()
  for (const term of terms) {
    const { text } = normalise(fold(term.term).text)
    if (text !== '' && severity(byText.get(text)) < severity(term)) byText.set(text, term)
  }
  const lengths = new Map<number, Set<number>>()
  const starts = new Set<string>()
  let longest = 0
  for (const text of byText.keys()) {
    const first = text.charCodeAt(0)
    lengths.set(first, (lengths.get(first) ?? new Set<number>()).add(text.length))
    for (let length = 1; length < text.length; length++) starts.add(text.slice(0, length))
    longest = Math.max(longest, text.length)
  }
  const sorted = Array.from(lengths, ([first, set]) => [first, [...set].sort((a, b) => b - a)] as const)
  return { byText, lengths: new Map(sorted), starts, longest }
}

function severity(term: BlockedTerm | undefined): number {
  return term === undefined ? -1 : blockActions.indexOf(term.action)
}

interface Search {
  readonly index: TermIndex
  readonly segmenter: NameSegmenter
  /** Where the normalised text starts in the whole. */
  readonly from: number
}

function spansIn({ text, places }: Normal, { index, segmenter, from }: Search): readonly Span[] {
  const spans: Span[] = []
  let ends: ReadonlySet<number> | undefined
  const isWhole = (at: number, length: number) => {
    ends ??= wordEndsIn(text, segmenter)
    return ends.has(at) && ends.has(at + length)
  }
  for (let at = 0; at < text.length; ) {
    const length = lengthsAt(index, text, at).find(
      one => index.byText.has(text.slice(at, at + one)) && isWhole(at, one),
    )
    const term = length === undefined ? undefined : index.byText.get(text.slice(at, at + length))
    if (term && length !== undefined) {
      const start = from + (places[at] ?? 0)
      spans.push(spanOf(term, start, from + (places[at + length - 1] ?? 0) + 1))
    }
    at += length ?? 1
  }
  return spans
}

function spanOf({ category, action }: BlockedTerm, start: number, end: number): Span {
  return { kind: 'blocked', rule: category, start, end, stars: addressStars(end - start), action }
}

function lengthsAt({ lengths }: TermIndex, text: string, at: number): readonly number[] {
  return lengths.get(text.charCodeAt(at)) ?? noLengths
}

function mayStartAt({ starts, longest }: TermIndex, text: string, at: number): boolean {
  return text.length - at < longest && starts.has(text.slice(at))
}

function occursAt(index: TermIndex, text: string, at: number): boolean {
  return lengthsAt(index, text, at).some(length => index.byText.has(text.slice(at, at + length)))
}

/** Offsets where words start or end. */
function wordEndsIn(normal: string, segmenter: NameSegmenter): ReadonlySet<number> {
  const ends = new Set([0])
  let at = 0
  for (const word of segmenter.cut(normal)) {
    at += word.length
    ends.add(at)
  }
  return ends
}

interface Normal {
  readonly text: string
  /** Offset of each character in what was normalised. */
  readonly places: readonly number[]
}

/** Folded text without blanks, in lower case, digits in circles and the like as plain ones. */
function normalise(folded: string): Normal {
  const places: number[] = []
  let text = ''
  for (let i = 0; i < folded.length; i++) {
    const unit = folded.charCodeAt(i)
    if (unit <= 32) continue
    const char = folded.charAt(i)
    const plain = mayBeSymbol(unit) ? char.normalize('NFKC') : char.toLowerCase()
    text += plain.length === 1 ? plain : char
    places.push(i)
  }
  return { text, places }
}

/** Raised and lowered digits, and the blocks of enclosed ones. */
function mayBeSymbol(unit: number): boolean {
  return unit === 0xb9 || unit === 0xb2 || unit === 0xb3 || (unit >= 0x2070 && unit <= 0x24ff)
}
