// Personal names: dictionary, segmenter and cues together. What is enough evidence for a name stands in
// name-announced.ts (after 收货人 and the like) and name-evidence.ts (anywhere else).
import { classOf, HAN, isHan, MIDDLE_DOT } from '../chars.js'
import type { Names, Segmenter } from '../names.js'
import type { Clause, Rule, Span } from '../rule.js'
import { announcedAt } from './name-announced.js'
import { nameCuesOf } from './name-cues.js'
import { dottedAt, syllablesTo } from './name-dotted.js'
import { evidenceFor, lookAhead } from './name-evidence.js'
import { type Candidate, type Knowledge, type Run, runAt, startsNumber } from './name-run.js'

export function createNameRule(names: Names, segmenter: Segmenter): Rule {
  return {
    needs: HAN,
    find: clause => findNames(clause, { names, segmenter }),
    hold: clause => holdNames(clause, names),
  }
}

function findNames(clause: Clause, knowledge: Knowledge): readonly Span[] {
  const spans: Span[] = []
  const known = { ...knowledge, cues: nameCuesOf(clause) }
  for (let i = clause.from; i < clause.to; ) {
    if (!mayHoldName(clause.text, i)) {
      i++
      continue
    }
    const run = runAt(clause, i, known)
    while (i < run.end) {
      const span = nameAt(run, i)
      if (span) spans.push(span)
      i = span ? span.end : i + 1
    }
  }
  return spans
}

/** A Han character alone between others is no name, nor is a written number. */
function mayHoldName(text: string, at: number): boolean {
  if (!isHan(text.charCodeAt(at)) || startsNumber(text, at)) return false
  return isHan(text.charCodeAt(at + 1)) || text[at + 1] === '·'
}

function nameAt(run: Run, at: number): Span | undefined {
  const { names, cues } = run
  const { text } = run.clause
  const own = names.knownAt(text, at)
  if (own > 0) return spanOf('name-dictionary', text, { start: at, end: at + own, surname: 1 })
  const isAnnounced = cues.strong.has(at)
  const dotted = dottedAt(run.clause, at, { names, isAnnounced })
  if (dotted) return spanOf('name-dotted', text, { start: at, end: dotted, surname: 1 })
  if (isAnnounced) {
    const candidate = announcedAt(run, at)
    return candidate && spanOf('name-cue', text, candidate)
  }
  return unannouncedAt(run, at)
}

function unannouncedAt(run: Run, at: number): Span | undefined {
  const { names } = run
  const { text } = run.clause
  const surname = names.surnameAt(text, at)
  if (surname === 0 || text[at - 1] === '*' || names.isUnlikely(text.slice(at, at + surname)))
    return undefined
  for (const given of [2, 1]) {
    const candidate = { start: at, end: at + surname + given, surname }
    const rule = evidenceFor(run, candidate)
    if (rule) return spanOf(rule, text, candidate)
  }
  return undefined
}

function spanOf(rule: string, text: string, { start, end, surname }: Candidate): Span {
  const stars = text.slice(start, start + surname) + '*'.repeat(end - start - surname)
  return { kind: 'name', rule, start, end, stars }
}

/** Waits for a surname's given name, its run's end and what may stand behind it. */
function holdNames(clause: Clause, names: Names): number {
  const { text, from, to } = clause
  let at = Math.max(from, to - lookAhead)
  while (at > from && isInRun(text.charCodeAt(at - 1))) at--
  const { strong } = nameCuesOf(clause)
  const syllables = syllablesTo(clause, names)
  while (at < to && at < syllables && !strong.has(at) && !mayStart(clause, at, names)) at++
  return at
}

function isInRun(unit: number): boolean {
  return (classOf(unit) & (HAN | MIDDLE_DOT)) !== 0
}

function mayStart({ text, to }: Clause, at: number, names: Names): boolean {
  if (names.knownAt(text, at) > 0 || names.mayBeKnown(text, at)) return true
  const surname = names.surnameAt(text, at)
  if (surname === 0) return at === to - 1 && names.startsCompound(text.charAt(at))
  return at + surname >= to || names.isGiven(text.charAt(at + surname))
}
