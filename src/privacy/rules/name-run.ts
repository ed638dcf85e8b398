// A run of Han characters in which names are looked for, cut into words at most once.
import { classOf, HAN, HAN_DIGIT, isAlnum, isHan, LETTER } from '../chars.js'
import type { NameSegmenter, Names } from '../names.js'
import type { Clause } from '../rule.js'
import { type NameCues, shortTitle, title } from './name-cues.js'
import { provinces } from './plate.js'

export interface Knowledge {
  readonly names: Names
  readonly segmenter: NameSegmenter
}

export class Run {
  readonly names: Names
  readonly segmenter: NameSegmenter
  readonly cues: NameCues
  readonly clause: Clause
  readonly start: number
  readonly end: number
  #lengths: Uint16Array | undefined

  constructor({ names, segmenter }: Knowledge, cues: NameCues, { clause, start, end }: RunPlace) {
    this.names = names
    this.segmenter = segmenter
    this.cues = cues
    this.clause = clause
    this.start = start
    this.end = end
  }

  /** Where the word that starts at an offset ends; undefined inside a word. */
  wordEnd(at: number): number | undefined {
    const { clause, start, end } = this
    if (at === end) return end
    this.#lengths ??= wordLengths(this.segmenter.cut(clause.text.slice(start, end)), end - start)
    const length = this.#lengths[at - start] ?? 0
    return length === 0 ? undefined : at + length
  }
}

/** Where a run stands. */
export interface RunPlace {
  readonly clause: Clause
  readonly start: number
  readonly end: number
}

/** A stretch that would be a name: `surname` characters of surname, the rest given name. */
export interface NameCandidate {
  readonly start: number
  readonly end: number
  readonly surname: number
}

/** Where the run ends that starts at `start`. */
export function runEnd({ text, to }: Clause, start: number): number {
  let end = start + 1
  while (end < to && goesOn(text, end)) end++
  return end
}

function goesOn(text: string, at: number): boolean {
  const bits = classOf(text.charCodeAt(at))
  if (!(bits & HAN) || startsPlate(text, at)) return false
  return !(bits & HAN_DIGIT) || !startsNumber(text, at)
}

/** A province and letters, such as 粤B. */
function startsPlate(text: string, at: number): boolean {
  const next = text.charCodeAt(text[at + 1] === ' ' ? at + 2 : at + 1)
  return (classOf(next) & LETTER) !== 0 && provinces.includes(text.charAt(at))
}

/** Three Han numerals in a row are a number's beginning, such as 一三八. */
export function startsNumber(text: string, at: number): boolean {
  for (let i = at; i < at + 3; i++) if (!(classOf(text.charCodeAt(i)) & HAN_DIGIT)) return false
  return true
}

/** The length of the word that starts at each offset of a run; 0 inside a word. */
function wordLengths(words: readonly string[], runLength: number): Uint16Array {
  const lengths = new Uint16Array(runLength)
  let at = 0
  for (const word of words) {
    lengths[at] = word.length
    at += word.length
  }
  return lengths
}

/** 王先生, 张工: what follows the surname is no given name. */
export function isTitled(text: string, { start, end, surname }: NameCandidate): boolean {
  const at = start + surname
  return title.test(text.slice(at, at + 2)) || (end - at === 1 && shortTitle.test(text.charAt(at)))
}

/** Nothing that belongs to a word stands before the offset. */
export function isOpenBefore({ text, from }: Clause, at: number): boolean {
  if (at === from) return true
  const before = text.charCodeAt(at - 1)
  return !isHan(before) && !isAlnum(before) && before !== 42 && before !== 95
}

/** Nothing that belongs to a word stands behind the end, which is the run's. */
export function isBounded(run: Run, end: number): boolean {
  const behind = run.clause.text.charCodeAt(end)
  return end === run.end && !(classOf(behind) & LETTER) && behind !== 42
}

/** Also one character on: the B of 粤B****5 is no neighbour to judge a name by. */
export function touchesStar(text: string, end: number): boolean {
  return text[end] === '*' || (isAlnum(text.charCodeAt(end)) && text[end + 1] === '*')
}
