// Personal names: dictionary, segmenter and cues together. What is enough evidence for a name stands in
// name-announced.ts (after 收货人 and the like) and name-evidence.ts (anywhere else).
import { classOf, HAN, isHan, LETTER, MIDDLE_DOT } from '../chars.js'
import type { NameSegmenter, Names } from '../names.js'
import { type Clause, NAME_LIKE, type Rule, type Span } from '../rule.js'
import { announcedAt, transliteratedAt } from './name-announced.js'
import { NameCues, neverGiven } from './name-cues.js'
import { dottedAt, syllablesTo } from './name-dotted.js'
import { evidenceFor, lookAhead, type NameEvidence } from './name-evidence.js'
import { latinAt, lettersTo } from './name-latin.js'
import { type Knowledge, type NameCandidate, Run, runEnd, startsNumber } from './name-run.js'
import { spacedAt } from './name-spaced.js'

export function createNameRule(names: Names, segmenter: NameSegmenter): Rule {
  return {
    needs: HAN | LETTER,
    findsIn: NAME_LIKE,
    find: clause => findNames(clause, { names, segmenter }),
    hold: clause => holdNames(clause, names),
  }
}

function findNames(clause: Clause, knowledge: Knowledge): readonly Span[] {
  const cues = new NameCues(clause)
  const spans = clause.classes & LETTER ? latinNames(clause, cues) : []
  for (let i = clause.from; i < clause.to; ) {
    if (!mayHoldName(clause.text, i)) {
      i++
      continue
    }
    const end = runEnd(clause, i)
    const run = new Run(knowledge, cues, { clause, start: i, end })
    i = namesIn(run, spans)
  }
  return spans
}

/** Adds the names of a run, and tells where the last of them or the run ends. */
function namesIn(run: Run, spans: Span[]): number {
  let at = firstBeginning(run, run.start)
  while (at < run.end) {
    const span = nameAt(run, at)
    if (span) spans.push(span)
    at = span ? span.end : firstBeginning(run, at + 1)
  }
  return at
}

/** The first offset from `from` on at which a name may start; the end when there is none. */
function firstBeginning({ clause, cues, names, end }: Run, from: number): number {
  let at = from
  while (at < end && !beginsName(clause, at, names) && !cues.strong.has(at)) at++
  return at
}

/** A name that no cue announces starts with a surname, with syllables of a transliterated name, or is the operator's. */
function beginsName({ text, classes }: Clause, at: number, names: Names): boolean {
  if (names.surnameAt(text, at) > 0 || names.knownAt(text, at) > 0) return true
  return (
    names.isSyllable(text.charCodeAt(at)) &&
    ((classes & MIDDLE_DOT) !== 0 || names.isSyllable(text.charCodeAt(at + 1)))
  )
}

function latinNames(clause: Clause, { strong }: NameCues): Span[] {
  const spans: Span[] = []
  for (const at of strong) {
    const end = at < clause.from ? undefined : latinAt(clause, at)
    if (end) spans.push(spanOf('name-latin', clause.text, { start: at, end, surname: 1 }))
  }
  return spans
}

/** A Han character alone between others is no name, nor is a written number. */
function mayHoldName(text: string, at: number): boolean {
  if (!isHan(text.charCodeAt(at)) || startsNumber(text, at)) return false
  return isHan(text.charCodeAt(at + 1)) || text[at + 1] === '·' || text[at + 1] === ' '
}

function nameAt(run: Run, at: number): Span | undefined {
  const { names, cues } = run
  const { text } = run.clause
  const own = names.knownAt(text, at)
  if (own > 0) return spanOf('name-dictionary', text, { start: at, end: at + own, surname: 1 })
  const isAnnounced = cues.strong.has(at)
  const dotted = run.clause.classes & MIDDLE_DOT && dottedAt(run.clause, at, { names, isAnnounced })
  if (dotted) return spanOf('name-dotted', text, { start: at, end: dotted, surname: 1 })
  const spaced = run.end - at <= 2 && spacedAt(run, at)
  if (spaced) return spanOf('name-spaced', text, spaced)
  if (isAnnounced) {
    const candidate = announcedAt(run, at)
    return candidate && spanOf('name-cue', text, candidate)
  }
  return unannouncedAt(run, at)
}

interface Likely extends NameEvidence {
  readonly candidate: NameCandidate
}

/** The likeliest of a given name of two characters and one of one. */
function unannouncedAt(run: Run, at: number): Span | undefined {
  const { names } = run
  const { text } = run.clause
  if (text[at - 1] === '*') return undefined
  const foreign =
    names.isTransliterated(text.charAt(at)) && run.cues.weak.has(at) && transliteratedAt(run, at)
  if (foreign && foreign.end === run.end && foreign.end - at > 3) return spanOf('name-context', text, foreign)
  const best = likeliestAt(run, at)
  // A cue such as 祝 is a surname too: the name that it announces counts.
  if (!best || (run.cues.weak.has(at + 1) && likeliestAt(run, at + 1))) return undefined
  return spanOf(best.rule, text, best.candidate)
}

function likeliestAt(run: Run, at: number): Likely | undefined {
  const surname = run.names.surnameAt(run.clause.text, at)
  if (surname === 0) return undefined
  const long = likelyOf(run, { start: at, end: at + surname + 2, surname })
  const short = likelyOf(run, { start: at, end: at + surname + 1, surname })
  return long && short && short.points > long.points ? short : (long ?? short)
}

function likelyOf(run: Run, candidate: NameCandidate): Likely | undefined {
  const evidence = evidenceFor(run, candidate)
  return evidence && { ...evidence, candidate }
}

/** A star a character; blanks between them count for nothing. */
function spanOf(rule: string, text: string, { start, end, surname }: NameCandidate): Span {
  const given =
    rule === 'name-spaced'
      ? text.slice(start + surname, end).replaceAll(' ', '').length
      : end - start - surname
  const stars = text.slice(start, start + surname) + '*'.repeat(given)
  return { kind: 'name', rule, start, end, stars }
}

/** Waits for a surname's given name, its run's end and what may stand behind it. */
function holdNames(clause: Clause, names: Names): number {
  const { to } = clause
  const { strong } = new NameCues(clause)
  const syllables = Math.min(syllablesTo(clause, names), announcedFrom(lettersTo(clause), to, strong))
  let at = runStart(clause)
  while (at < to && at < syllables && !strong.has(at) && !mayStart(clause, at, names)) at++
  return Math.min(at, syllables)
}

/** The first offset from `at` on that is announced. */
function announcedFrom(at: number, to: number, strong: ReadonlySet<number>): number {
  let announced = at
  while (announced < to && !strong.has(announced)) announced++
  return announced
}

/** Where the last run starts, with the single characters and blanks right before it. */
function runStart({ text, from, to }: Clause): number {
  let at = Math.max(from, to - lookAhead)
  for (let blanks = 0; at > from; at--) {
    if (isInRun(text.charCodeAt(at - 1))) continue
    if (text[at - 1] !== ' ' || blanks++ === 2) break
  }
  return at
}

function isInRun(unit: number): boolean {
  return (classOf(unit) & (HAN | MIDDLE_DOT)) !== 0
}

function mayStart({ text, to }: Clause, at: number, names: Names): boolean {
  if (names.knownAt(text, at) > 0 || names.mayBeKnown(text, at)) return true
  const surname = names.surnameAt(text, at)
  if (surname === 0) return at === to - 1 && names.startsCompound(text.charAt(at))
  return at + surname >= to || !neverGiven(text.charCodeAt(at + surname))
}
