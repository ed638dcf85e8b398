// One way of writing for what people and models write in many: full width made half width, digits of every alphabet made
// ASCII, every dash '-', every blank ' ', and what is not seen left out. Each folded unit keeps its place in the raw text.
import { classOf, isAlnum, isHan, STOP } from './chars.js'
import { DROPPED, PAIR, pairFold, unitFolds } from './fold-table.js'
import { joinNumbers, undecidedFrom } from './joints.js'

/** Stands for each star of Markdown's bold marks, which are no stars of a mask. */
const BOLD = '\ue000'

/** A folded text and where its units stand in the raw one. */
export interface Folded {
  readonly text: string
  /** Where the raw characters begin that the unit at `at` stands for; where the raw text ends for what is behind the last. */
  startOf(at: number): number
  /** Where the raw character ends that the unit before `at` stands for. */
  endOf(at: number): number
  /** The first unit that stands at or behind a raw offset. */
  indexOf(raw: number): number
}

export function fold(raw: string): Folded {
  const units = foldUnits(raw)
  return withPlaces(raw, units, units.text.length)
}

/** Folds as much of an unfinished text as what follows cannot change: a character that has arrived in half waits, and so
 *  does what may yet join the groups of a number. */
export function foldSettled(raw: string): Folded {
  const isHalf = unitFolds[raw.charCodeAt(raw.length - 1)] === PAIR
  const units = foldUnits(isHalf ? raw.slice(0, -1) : raw)
  return withPlaces(raw, units, undecidedFrom(units.text))
}

interface Units {
  readonly text: string
  /** The raw offset of each unit; undefined when all stand where they stood. */
  readonly starts: readonly number[] | undefined
  readonly rawLength: number
}

function withPlaces(raw: string, { text: all, starts, rawLength }: Units, to: number): Folded {
  const text = withoutBold(joinNumbers(all.slice(0, to)))
  if (starts === undefined) return { text, startOf: same, endOf: same, indexOf: same }
  const startOf = (at: number) => starts[at] ?? rawLength
  return {
    text,
    startOf,
    endOf(at) {
      if (at === 0) return 0
      const start = startOf(at - 1)
      const isPair = unitFolds[raw.charCodeAt(start)] === PAIR && startOf(at) - start > 1
      return isPair && unitFolds[text.charCodeAt(at - 1)] !== PAIR ? start + 2 : start + 1
    },
    indexOf: offset => firstFrom(starts, offset),
  }
}

const same = (at: number) => at

/** The index of the first of ascending numbers that is not below `least`. */
function firstFrom(numbers: readonly number[], least: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? least) < least) low = middle + 1
    else high = middle
  }
  return low
}

/** Most texts hold nothing that is left out, so that no places need to be kept. */
function foldUnits(raw: string): Units {
  let text = ''
  let done = 0
  for (let i = 0; i < raw.length; i++) {
    const unit = raw.charCodeAt(i)
    const to = unitFolds[unit] ?? unit
    if (to === unit) continue
    if (to === DROPPED || (to === PAIR && pairFold(raw.slice(i, i + 2)) !== undefined))
      return foldDropping(raw)
    if (to === PAIR) continue
    text += raw.slice(done, i) + String.fromCharCode(to)
    done = i + 1
  }
  return { text: done === 0 ? raw : text + raw.slice(done), starts: undefined, rawLength: raw.length }
}

function foldDropping(raw: string): Units {
  const starts: number[] = []
  let text = ''
  for (let i = 0; i < raw.length; i++) {
    const unit = raw.charCodeAt(i)
    const to = unitFolds[unit] ?? unit
    if (to === DROPPED) continue
    const folded = to === PAIR ? pairFold(raw.slice(i, i + 2)) : undefined
    if (folded !== '') {
      text += folded ?? String.fromCharCode(to === PAIR ? unit : to)
      starts.push(i)
    }
    if (folded !== undefined) i++
  }
  return { text, starts, rawLength: raw.length }
}

/** A pair of stars opens before a word and closes what it opened in the same clause; three or more are a mask's. */
function withoutBold(folded: string): string {
  if (!folded.includes('**')) return folded
  let isOpen = false
  return folded.replace(/\*+|[\n\r,!?;。]/g, (found, at: number) => {
    if (!found.startsWith('*')) isOpen = false
    if (found !== '**' || !(isOpen || opensAt(folded, at))) return found
    isOpen = !isOpen
    return BOLD + BOLD
  })
}

function opensAt(folded: string, at: number): boolean {
  const before = folded.charCodeAt(at - 1)
  const after = folded.charCodeAt(at + 2)
  const isInside = at > 0 && (isAlnum(before) || isHan(before))
  return !isInside && at + 2 < folded.length && after !== 32 && (classOf(after) & STOP) === 0
}
