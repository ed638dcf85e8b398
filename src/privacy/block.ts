// Words that may not pass. A term matches whole words only, as the segmenter cuts them, in a text normalised for blanks,
// full width and case. Cost: hash look-ups a character, and a cut only where a term is spelled, however many terms there are.
import { fold } from './fold.js'
import { clausesOf } from './mask.js'
import type { Segmenter } from './names.js'

export type BlockAction = 'refuse' | 'star' | 'handoff'

export interface BlockedTerm {
  readonly term: string
  readonly category: string
  readonly action: BlockAction
}

export interface BlockHit {
  readonly category: string
  readonly action: BlockAction
  /** UTF-16 offsets in the raw text. */
  readonly at: number
  readonly end: number
}

export interface Blocklist {
  /** In order and without overlaps: the longest term wins. A term lies within one clause (see chars.ts). */
  find(text: string): readonly BlockHit[]
  /** The first offset of an unfinished clause from which a term may yet be found; its length when none may. */
  holdFrom(clause: string): number
}

/** Rows `term<TAB>category<TAB>action`; commas do as well. Blank lines and lines that start with # are skipped. */
export function parseBlockedTerms(file: string): readonly BlockedTerm[] {
  return file.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === '' || line.startsWith('#')) return []
    const [term = '', category = '', action = ''] = line.split(/[\t,]/).map(field => field.trim())
    if (!term || !category || !isAction(action)) {
      throw new Error(`line ${i + 1} must be term, category and refuse, star or handoff`)
    }
    return [{ term, category, action }]
  })
}

function isAction(word: string): word is BlockAction {
  return word === 'refuse' || word === 'star' || word === 'handoff'
}

export function createBlocklist(terms: readonly BlockedTerm[], segmenter: Segmenter): Blocklist {
  const index = indexOf(terms)
  return {
    find(text) {
      if (index.byText.size === 0) return []
      return clausesOf(fold(text), 0).flatMap(({ text: folded, from, to }) => {
        const clause = normalise(folded.slice(from, to))
        return hitsIn(clause, index, segmenter).map(hit => ({
          ...hit,
          at: hit.at + from,
          end: hit.end + from,
        }))
      })
    },
    holdFrom(clause) {
      const { text, places } = normalise(clause)
      for (let at = 0; at < text.length; at++) {
        if (mayStartAt(index, text, at) || occursAt(index, text, at)) return places[at] ?? at
      }
      return clause.length
    },
  }
}

interface TermIndex {
  readonly byText: ReadonlyMap<string, BlockedTerm>
  /** Lengths of the terms that start with a character, longest first. */
  readonly lengths: ReadonlyMap<string, readonly number[]>
  /** All proper beginnings of terms. */
  readonly starts: ReadonlySet<string>
  readonly longest: number
}

function indexOf(terms: readonly BlockedTerm[]): TermIndex {
  const byText = new Map(terms.map(term => [normalise(fold(term.term)).text, term]))
  byText.delete('')
  const lengths = new Map<string, Set<number>>()
  const starts = new Set<string>()
  for (const text of byText.keys()) {
    const first = text.charAt(0)
    lengths.set(first, (lengths.get(first) ?? new Set<number>()).add(text.length))
    for (let length = 1; length < text.length; length++) starts.add(text.slice(0, length))
  }
  const sorted = Array.from(lengths, ([first, set]) => [first, [...set].sort((a, b) => b - a)] as const)
  const longest = Array.from(byText.keys()).reduce((most, text) => Math.max(most, text.length), 0)
  return { byText, lengths: new Map(sorted), starts, longest }
}

function hitsIn({ text, places }: Normal, index: TermIndex, segmenter: Segmenter): readonly BlockHit[] {
  const hits: BlockHit[] = []
  let ends: ReadonlySet<number> | undefined
  for (let at = 0; at < text.length; ) {
    const length = (index.lengths.get(text.charAt(at)) ?? []).find(one => {
      if (!index.byText.has(text.slice(at, at + one)) || at + one > text.length) return false
      ends ??= wordEndsIn(text, segmenter)
      return ends.has(at) && ends.has(at + one)
    })
    const term = length === undefined ? undefined : index.byText.get(text.slice(at, at + length))
    if (term && length !== undefined) hits.push(hitOf(term, places, { at, length }))
    at += length ?? 1
  }
  return hits
}

function mayStartAt({ starts, longest }: TermIndex, text: string, at: number): boolean {
  return text.length - at < longest && starts.has(text.slice(at))
}

function occursAt({ byText, lengths }: TermIndex, text: string, at: number): boolean {
  return (lengths.get(text.charAt(at)) ?? []).some(length => byText.has(text.slice(at, at + length)))
}

function hitOf(
  term: BlockedTerm,
  places: readonly number[],
  { at, length }: { at: number; length: number },
): BlockHit {
  const end = (places[at + length - 1] ?? 0) + 1
  return { category: term.category, action: term.action, at: places[at] ?? 0, end }
}

/** Offsets where words start or end. */
function wordEndsIn(normal: string, segmenter: Segmenter): ReadonlySet<number> {
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

/** Folded text without blanks, in lower case. */
function normalise(folded: string): Normal {
  const places: number[] = []
  let text = ''
  for (let i = 0; i < folded.length; i++) {
    const char = folded.charAt(i)
    if (isBlank(folded.charCodeAt(i))) continue
    const lower = char.toLowerCase()
    text += lower.length === 1 ? lower : char
    places.push(i)
  }
  return { text, places }
}

/** Also the zero-width ones. */
function isBlank(unit: number): boolean {
  return unit <= 32 || (unit >= 0x200b && unit <= 0x200d) || unit === 0xfeff
}

/** Stars what is hit, one star a character. */
export function starHits(text: string, hits: readonly BlockHit[]): string {
  let starred = ''
  let done = 0
  for (const { at, end } of hits) {
    starred += text.slice(done, at) + '*'.repeat(end - at)
    done = end
  }
  return starred + text.slice(done)
}
