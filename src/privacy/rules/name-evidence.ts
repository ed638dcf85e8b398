// Is a candidate without an announcing cue a name? It must be spelled like one and made of whole words; how much the
// surname, the given name and the words around it say for a name is added up.

import { classOf, HAN, HAN_DIGIT, STOP } from '../chars.js'
import { unitFolds } from '../fold-table.js'
import type { Names } from '../names.js'
import { afterName, mayFollowName, mayHint, neverGiven, numberAfter, signedOff } from './name-cues.js'
import { isBounded, isOpenBefore, isTitled, type NameCandidate, type Run, touchesStar } from './name-run.js'
import { isNone } from './not-a-name.js'

/** How far behind its run of Han characters a name's evidence may lie. */
export const lookAhead = 4
/** Points that make a name. */
const enough = 10
/** A number behind. */
const numbered = 6
/** 李阿花收, and nothing else in the clause. */
const signed = 7
/** A word right before it speaks of a person. */
const hinted = 4
/** No word touches it on none, one or both of its sides. */
const boundWeights = [0, 1, 3] as const
/** The dictionary has it as a name. */
const known = 3
/** Longer than what is looked for behind a name. */
const behindMax = 8
/** More than all that may speak for a name. */
export const NEVER = -100
/** A given-name character that is hardly ever one. */
const UNUSUAL = -3
/** A name of two characters. */
export const SHORT = -1

export interface NameEvidence {
  readonly points: number
  readonly rule: string
}

/** The evidence for the candidate, if it is enough. */
export function evidenceFor(run: Run, candidate: NameCandidate): NameEvidence | undefined {
  const { text, to } = run.clause
  const { start, end } = candidate
  if (end > run.end) return undefined
  const spelling = surnamePoints(run, candidate) + givenPoints(run, candidate)
  if (spelling < 0) return undefined
  const behind = text.slice(end, Math.min(to, run.end + lookAhead, end + behindMax))
  const carried = carriedBy(run, candidate, behind)
  const unhinted = spelling + boundPoints(run, candidate) + carried
  // The costliest evidence is sought only where it may decide.
  if (unhinted + hinted + known < enough || touchesStar(text, end) || isTitled(text, candidate))
    return undefined
  const outside = unhinted + (isHinted(run, candidate) ? hinted : 0)
  const isCued = outside > spelling + 3
  const isKnown = isCued && run.segmenter.isName(text.slice(start, end))
  if (outside + (isKnown ? known : 0) < enough || isNone(run, candidate)) return undefined
  const words = wordPoints(run, candidate, {
    isNumbered: carried === numbered,
    isCarried: carried > 0,
    isCued,
  })
  const points = outside + words
  const rule = isCued ? 'name-context' : 'name-segment'
  return points < enough ? undefined : { points, rule }
}

/** There may be enough evidence, judged without the run, the cues and the dictionary, and in unfolded text: where this
 *  is false, `evidenceFor` finds none. */
export function mayMakeName(text: string, { start, end }: NameCandidate, spelling: number): boolean {
  if (spelling < 0) return false
  const bound = (isEdge(text, start - 1) ? 1 : 0) + (isEdge(text, end) ? 1 : 0)
  const unhinted = spelling + (boundWeights[bound] ?? 0)
  if (unhinted >= enough) return true
  // The costliest evidence is sought only where it may decide.
  if (unhinted + hinted + signed + known < enough) return false
  const hint = mayHint(unitFolds[text.charCodeAt(start - 1)] ?? 0) || text.includes('姓') ? hinted + known : 0
  if (unhinted + hint >= enough) return true
  return unhinted + Math.max(hint, known) + signed >= enough && mayCarry(text, end)
}

/** No Han character stands there, or one of a number. */
function isEdge(text: string, at: number): boolean {
  return (classOf(text.charCodeAt(at)) & (HAN | HAN_DIGIT)) !== HAN
}

/** The text behind a name may speak for it. */
function mayCarry(text: string, end: number): boolean {
  const unit = unitFolds[text.charCodeAt(end)]
  if (unit === undefined || classOf(unit) & STOP) return false
  if (isEdge(text, end)) return true
  return mayFollowName(text.charCodeAt(end)) && afterName.test(text.slice(end, end + behindMax))
}

/** A word right before it speaks of a person, or somebody told of the surname before. */
function isHinted({ clause: { text }, cues }: Run, { start, surname }: NameCandidate): boolean {
  if (cues.weak.has(start)) return true
  return (cues.told.get(text.slice(start, start + surname)) ?? start) < start - 1
}

function carriedBy({ clause }: Run, { start, end }: NameCandidate, behind: string): number {
  if (numberAfter.test(behind)) return numbered
  if (!afterName.test(behind)) return 0
  return end - start > 2 && isOpenBefore(clause, start) && signedOff.test(behind) ? signed : 4
}

function surnamePoints({ names, clause: { text } }: Run, { start, surname }: NameCandidate): number {
  return surname === 2 ? 8 : surnamePoint(names, text.charAt(start))
}

/** Points of a surname of one character for a name. */
export function surnamePoint(names: Names, char: string): number {
  if (names.isUnlikely(char)) return -2
  if (names.isWordy(char)) return 2
  return names.isAmbiguous(char) ? 4 : 6
}

function givenPoints({ names, clause: { text } }: Run, { start, end, surname }: NameCandidate): number {
  // 青年路, 王家庄: a place.
  if (end - start === 3 && '路村庄街巷镇'.includes(text.charAt(end - 1))) return NEVER
  let points = end - start === 2 ? SHORT : 0
  let unusual = 0
  for (let i = start + surname; i < end; i++) {
    const point = givenPoint(names, text.charAt(i))
    if (point === UNUSUAL && unusual++ > 0) return NEVER
    points += point
  }
  return points
}

/** Points of a character for a given name that holds it. */
export function givenPoint(names: Names, char: string): number {
  if (names.isGivenOnly(char)) return 4
  if (names.isGiven(char)) return 2
  return neverGiven(char.charCodeAt(0)) ? NEVER : UNUSUAL
}

function boundPoints(run: Run, { start, end }: NameCandidate): number {
  return boundWeights[(isOpenBefore(run.clause, start) ? 1 : 0) + (isBounded(run, end) ? 1 : 0)] ?? 0
}

interface Support {
  readonly isNumbered: boolean
  readonly isCarried: boolean
  readonly isCued: boolean
}

/** Made of whole words, none of them an everyday one; what the dictionary knows as a name is one. */
function wordPoints(run: Run, candidate: NameCandidate, by: Support): number {
  const { start, end } = candidate
  const everyday = run.names.wordAt(run.clause.text, start)
  // The run is cut into words last: nothing else costs as much.
  if (isEveryday(run, candidate, everyday, by)) return NEVER
  const wordEnd = run.wordEnd(start)
  if (wordEnd === undefined || wordEnd > end || !(by.isCarried || run.wordEnd(end))) return NEVER
  if (wordEnd !== end) return 0
  const isKnown = run.segmenter.isName(run.clause.text.slice(start, end))
  if (everyday > 0 || !(isKnown || by.isNumbered)) return NEVER
  return isKnown && by.isCued ? known : 0
}

function isEveryday(
  run: Run,
  { start, end, surname }: NameCandidate,
  everyday: number,
  by: Support,
): boolean {
  const { names } = run
  const { text } = run.clause
  if (everyday >= end - start || names.wordAt(text, start + surname) >= 2) return true
  return !by.isCued && isWordAlone(run, { start, end: start + everyday, surname }, by)
}

/** 符合以: a word and what follows it, and nothing around speaks of a person; or a product. */
function isWordAlone(
  { names, clause: { text } }: Run,
  { start, end, surname }: NameCandidate,
  by: Support,
): boolean {
  return (!by.isCarried && end - start > surname) || names.isProduct(text.slice(start, end))
}
