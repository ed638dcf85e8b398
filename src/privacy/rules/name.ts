// Personal names: dictionary, segmenter and cues together. A candidate begins with a surname; what counts as enough
// evidence depends on the words around it. A run of Han characters is cut into words at most once.
import { classOf, HAN, isAlnum, isHan, MIDDLE_DOT, STOP } from '../chars.js'
import type { Names, Segmenter } from '../names.js'
import type { Clause, Rule, Span } from '../rule.js'
import { afterName, type NameCues, nameCuesOf, neverGiven, shortTitle, title } from './name-cues.js'
import { dottedAt, syllablesTo } from './name-dotted.js'

/** How far behind its run of Han characters a name's evidence may lie. */
const lookAhead = 4

interface Run {
  readonly clause: Clause
  readonly cues: NameCues
  readonly start: number
  readonly end: number
  /** Where the word that starts at an offset ends; undefined inside a word. */
  wordEnd(at: number): number | undefined
}

interface Candidate {
  readonly start: number
  readonly end: number
  readonly surname: number
}

export function createNameRule(names: Names, segmenter: Segmenter): Rule {
  return {
    needs: HAN,
    find: clause => findNames(clause, names, segmenter),
    hold: clause => holdNames(clause, names),
  }
}

function findNames(clause: Clause, names: Names, segmenter: Segmenter): readonly Span[] {
  const spans: Span[] = []
  const cues = nameCuesOf(clause)
  for (let i = clause.from; i < clause.to; ) {
    if (!isHan(clause.text.charCodeAt(i))) {
      i++
      continue
    }
    const run = runAt(clause, cues, i, segmenter)
    for (; i < run.end; ) {
      const span = nameAt(run, i, names, segmenter)
      if (span) spans.push(span)
      i = span ? span.end : i + 1
    }
  }
  return spans
}

function runAt(clause: Clause, cues: NameCues, start: number, segmenter: Segmenter): Run {
  let end = start
  while (end < clause.to && isHan(clause.text.charCodeAt(end))) end++
  let ends: Map<number, number> | undefined
  const cut = () => {
    const map = new Map<number, number>()
    let at = start
    for (const word of segmenter.cut(clause.text.slice(start, end))) {
      map.set(at, at + word.length)
      at += word.length
    }
    return map
  }
  const wordEnd = (at: number) => {
    ends ??= cut()
    return at === end ? end : ends.get(at)
  }
  return { clause, cues, start, end, wordEnd }
}

function nameAt(run: Run, at: number, names: Names, segmenter: Segmenter): Span | undefined {
  const { text } = run.clause
  const known = names.knownAt(text, at)
  if (known > 0) return span('name-dictionary', text, { start: at, end: at + known, surname: 1 })
  const dotted = dottedAt(run.clause, at, { names, isAnnounced: run.cues.strong.has(at) })
  if (dotted) return span('name-dotted', text, { start: at, end: dotted, surname: 1 })
  const surname = names.surnameAt(text, at)
  if (run.cues.strong.has(at)) return announced(run, at, surname, { names, segmenter })
  if (surname === 0 || text[at - 1] === '*' || names.isUnlikely(text.slice(at, at + surname)))
    return undefined
  for (const given of [2, 1]) {
    const candidate = { start: at, end: at + surname + given, surname }
    const rule = evidenceFor(run, candidate, { names, segmenter })
    if (rule) return span(rule, text, candidate)
  }
  return undefined
}

interface Knowledge {
  readonly names: Names
  readonly segmenter: Segmenter
}

/** Right after 收货人 and the like nearly anything that starts with a surname is a name. */
function announced(run: Run, at: number, surname: number, { names, segmenter }: Knowledge): Span | undefined {
  const { text } = run.clause
  const foreign = transliteratedAt(run, at, names)
  if (foreign && (surname === 0 || foreign.end - at > 3)) return foreign
  if (surname === 0) return undefined
  const wordEnd = run.wordEnd(at) ?? at
  const word = text.slice(at, wordEnd)
  if (word.length > surname && isEveryday(word, surname, { names, segmenter })) return undefined
  const given = givenAfterCue(run, at + surname, names)
  const end = at + surname + given
  if (given === 0 || touchesStar(text, end) || isTitled(text, at + surname, end)) return undefined
  return span('name-cue', text, { start: at, end, surname })
}

function isEveryday(word: string, surname: number, { names, segmenter }: Knowledge): boolean {
  const isSpelled = Array.from(word.slice(surname)).every(names.isGiven)
  if (isSpelled && word.length > 2) return false
  return (
    !segmenter.isName(word) && (!isSpelled || names.wordAt(word, 0) === word.length) && !names.isProduct(word)
  )
}

function givenAfterCue(run: Run, at: number, names: Names): number {
  const { text } = run.clause
  const may = (i: number) => i < run.end && !neverGiven.has(text.charAt(i))
  if (!may(at)) return 0
  const isTwo = may(at + 1) && run.wordEnd(at + 2) !== undefined && !title.test(text.slice(at + 1, at + 3))
  const isWord = run.wordEnd(at + 1) !== undefined && (run.wordEnd(at + 1) ?? 0) - at > 2
  if (isTwo && !isWord) return 2
  return run.wordEnd(at + 1) !== undefined || names.isGiven(text.charAt(at)) ? 1 : 0
}

function transliteratedAt(run: Run, at: number, names: Names): Span | undefined {
  const { text } = run.clause
  let end = at
  while (end < run.end && end - at < 6 && names.isTransliterated(text.charAt(end))) end++
  return end - at >= 3 ? span('name-cue', text, { start: at, end, surname: 1 }) : undefined
}

/** The rule by which the candidate is a name, if there is evidence enough. */
function evidenceFor(run: Run, candidate: Candidate, knowledge: Knowledge): string | undefined {
  const { text, to } = run.clause
  const { start, end } = candidate
  if (!isSpelled(run, candidate, knowledge.names) || !fitsWords(run, candidate, knowledge)) return undefined
  const isWhole = run.wordEnd(start) === end
  const isSupported =
    run.cues.weak.has(start) || afterName.test(text.slice(end, Math.min(to, run.end + lookAhead)))
  if (isSupported) return isCarried(run, candidate, isWhole, knowledge.names) ? 'name-context' : undefined
  return standsOut(run, candidate, isWhole, knowledge.names) ? 'name-segment' : undefined
}

/** Inside its run, and all of its given name usual in names. */
function isSpelled(run: Run, { start, end, surname }: Candidate, names: Names): boolean {
  const { text } = run.clause
  if (end > run.end || touchesStar(text, end)) return false
  if (isTitled(text, start + surname, end)) return false
  for (let i = start + surname; i < end; i++) if (!names.isGiven(text.charAt(i))) return false
  return true
}

/** Made of whole words, none of them an everyday one. */
function fitsWords(run: Run, { start, end, surname }: Candidate, { names, segmenter }: Knowledge): boolean {
  const { text } = run.clause
  const wordEnd = run.wordEnd(start)
  if (wordEnd === undefined || wordEnd > end || run.wordEnd(end) === undefined) return false
  const isWhole = wordEnd === end
  if (isWhole && !segmenter.isName(text.slice(start, end))) return false
  return names.wordAt(text, start) < (isWhole ? 1 : end - start) && names.wordAt(text, start + surname) < 2
}

/** With a weak cue two characters are enough, unless the surname is an everyday word. */
function isCarried(run: Run, { start, end, surname }: Candidate, isWhole: boolean, names: Names): boolean {
  const { text } = run.clause
  if (end - start > 2 || isWhole || names.isTelling(text.charAt(end - 1))) return true
  return !names.isAmbiguous(text.slice(start, start + surname))
}

/** Without a cue: three characters, or two that the dictionary knows or that are all there is. */
function standsOut(run: Run, { start, end, surname }: Candidate, isWhole: boolean, names: Names): boolean {
  const { text } = run.clause
  const isAmbiguous = names.isAmbiguous(text.slice(start, start + surname))
  const isTelling = names.isTelling(text.charAt(end - 1)) || names.isTelling(text.charAt(start + surname))
  if (names.wordAt(text, start) > 0) return false
  if (end - start > 2) return !isAmbiguous || isWhole || isTelling
  if (isAmbiguous) return isAlone(run, start, end) && names.isTelling(text.charAt(end - 1))
  return isWhole || isAlone(run, start, end)
}

/** Nothing else stands in the clause, or nothing else between two blanks. */
function isAlone({ clause: { text, from, to } }: Run, start: number, end: number): boolean {
  const isOpen = start === from || text[start - 1] === ' '
  return isOpen && (end === to || text[end] === ' ' || (classOf(text.charCodeAt(end)) & STOP) !== 0)
}

/** 王先生, 张工: what follows the surname from `at` on is no given name. */
function isTitled(text: string, at: number, end: number): boolean {
  return title.test(text.slice(at, at + 2)) || (end - at === 1 && shortTitle.test(text.charAt(at)))
}

/** Also one character on: the B of 粤B****5 is no neighbour to judge a name by. */
function touchesStar(text: string, end: number): boolean {
  return text[end] === '*' || (isAlnum(text.charCodeAt(end)) && text[end + 1] === '*')
}

function span(rule: string, text: string, { start, end, surname }: Candidate): Span {
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
  for (; at < to; at++)
    if (at >= syllables || mayStart(clause, at, { names, isAnnounced: strong.has(at) })) return at
  return to
}

function isInRun(unit: number): boolean {
  return (classOf(unit) & (HAN | MIDDLE_DOT)) !== 0
}

function mayStart(
  { text, to }: Clause,
  at: number,
  { names, isAnnounced }: { names: Names; isAnnounced: boolean },
): boolean {
  if (isAnnounced || names.knownAt(text, at) > 0 || names.mayBeKnown(text, at)) return true
  const surname = names.surnameAt(text, at)
  if (surname === 0) return at === to - 1 && names.startsCompound(text.charAt(at))
  return at + surname >= to || names.isGiven(text.charAt(at + surname)) || (surname === 1 && at + 1 === to)
}
