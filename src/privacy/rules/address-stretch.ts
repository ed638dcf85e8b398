// Characters that addresses may hold, with what stands at each offset: a place word, a numbered part. Each offset is
// read once, so that what is built on it stays linear.
import { isDigit } from '../chars.js'
import {
  type PlaceKind,
  placeWordPattern,
  placeWordStarts,
  strongUnit,
  unit,
  unitStarts,
} from './address-words.js'

export interface StretchWord {
  readonly kind: PlaceKind
  readonly length: number
}

export interface Unit {
  readonly length: number
  /** A number without a unit, such as 1801. */
  readonly isBare: boolean
  readonly hasDigit: boolean
  /** Only addresses have it. */
  readonly isStrong: boolean
}

/** Characters that addresses may hold, from `start` to `end`. */
export interface Stretch {
  readonly text: string
  readonly start: number
  readonly end: number
  placeWordAt(at: number): StretchWord | undefined
  /** The numbered part at an offset. */
  unitAt(at: number): Unit | undefined
}

export function createStretch(text: string, start: number, end: number): Stretch {
  const words: (StretchWord | null | undefined)[] = new Array(end - start)
  const units: (Unit | null | undefined)[] = new Array(end - start)
  return {
    text,
    start,
    end,
    placeWordAt(at) {
      if (at >= end || !placeWordStarts(text.charCodeAt(at))) return undefined
      if (words[at - start] === undefined) words[at - start] = readPlaceWord(text, at, end) ?? null
      return words[at - start] ?? undefined
    },
    unitAt(at) {
      if (at >= end || !unitStarts(text.charCodeAt(at)) || splitsNumber(text, at)) return undefined
      if (units[at - start] === undefined) units[at - start] = readUnitAt(text, at) ?? null
      return units[at - start] ?? undefined
    },
  }
}

function splitsNumber(text: string, at: number): boolean {
  return isDigit(text.charCodeAt(at)) && isDigit(text.charCodeAt(at - 1))
}

const placeKinds = ['road', 'village', 'estate', 'gate', 'spot', 'other'] as const

function readPlaceWord(text: string, at: number, end: number): StretchWord | undefined {
  placeWordPattern.lastIndex = at
  const match = placeWordPattern.exec(text)
  if (!match || at + match[0].length > end) return undefined
  const kind = placeKinds.find(one => match.groups?.[one] !== undefined) ?? 'tail'
  return { kind, length: match[0].length }
}

function readUnitAt(text: string, at: number): Unit | undefined {
  const found = matchAt(unit, text, at)
  const isBare = /[0-9A-Za-z一二三四五六七八九十百]$/.test(found)
  const hasDigit = /\d/.test(found)
  // Letters or Han numerals alone are words, such as the 一 of 一下.
  if (found === '' || (isBare && !hasDigit)) return undefined
  return { length: found.length, isBare, hasDigit, isStrong: strongUnit.test(found) }
}

export function matchAt(sticky: RegExp, text: string, at: number): string {
  sticky.lastIndex = at
  return sticky.exec(text)?.[0] ?? ''
}

/** 苑 or 庄 behind a blank: rather somebody's surname. */
export function mayBeSurname({ text, placeWordAt }: Stretch, at: number): boolean {
  return text[at - 1] === ' ' && '苑庄路城门铺'.includes(text.charAt(at)) && placeWordAt(at)?.length === 1
}
