// Reads an address detail as a row of parts: names that end in a place word (建设路, 阳光花园) and numbers with a unit
// (12号, 3栋). What stands at an offset is looked up once, so that reading stays linear.
import { isAlnum, isHan } from '../chars.js'
import { matchAt, mayBeSurname, type Stretch, type StretchWord, type Unit } from './address-stretch.js'
import { anyEstate, buildingUnit, notTail, type PlaceKind } from './address-words.js'

const nameMax = 8

/** The kinds of parts that were read so far. */
export interface AddressRow {
  start: number
  end: number
  roads: number
  estates: number
  villages: number
  /** Names without a place word, right before a unit. */
  loose: number
  /** Gates of something: 翠湖天地北门. */
  gates: number
  /** Places in a village or where roads meet: 村东头, 槐树旁, 交叉口. */
  spots: number
  /** Words that go on with an address. */
  others: number
  /** Numbers of buildings. */
  buildings: number
  /** Numbers with a unit that only addresses have. */
  units: number
  /** Bare numbers such as 2701. */
  rooms: number
  numbers: number
}

/** The first row at or behind `from`. */
export function readRow(stretch: Stretch, from: number): AddressRow | undefined {
  for (let at = nearAnchor(stretch, from); at < stretch.end; at = nearAnchor(stretch, at)) {
    const row = rowAt(stretch, at)
    if (row.roads + row.estates + row.villages + row.gates + row.loose + row.units > 0) return row
    at = Math.max(row.end, at + 1)
  }
  return undefined
}

/** The first offset where any part starts; the end when none does. */
export function firstPart(stretch: Stretch): number {
  let at = nearAnchor(stretch, stretch.start)
  while (at < stretch.end && rowAt(stretch, at).end === at) at = nearAnchor(stretch, at + 1)
  return at
}

/** Without a place word and a unit there is no row. */
export function holdsAnchor(stretch: Stretch): boolean {
  return nearAnchor(stretch, stretch.start) < stretch.end
}

/** Skips to where a name could start that the next place word or unit ends. A bare number begins no row. */
function nearAnchor({ end, placeWordAt, unitAt }: Stretch, from: number): number {
  for (let anchor = from; anchor < end; anchor++) {
    if (placeWordAt(anchor) || unitAt(anchor)?.isBare === false) return Math.max(from, anchor - nameMax)
  }
  return end
}

function rowAt(stretch: Stretch, at: number): AddressRow {
  const row = {
    start: at,
    end: at,
    roads: 0,
    estates: 0,
    villages: 0,
    gates: 0,
    spots: 0,
    others: 0,
    buildings: 0,
    loose: 0,
    units: 0,
    rooms: 0,
    numbers: 0,
  }
  if (isInWord(stretch.text, at)) return row
  while (row.end < stretch.end && readPart(stretch, row)) {}
  return row
}

/** A number's or an e-mail address's remainder starts no row. */
function isInWord(text: string, at: number): boolean {
  if (!isAlnum(text.charCodeAt(at)) || at === 0) return false
  return isAlnum(text.charCodeAt(at - 1)) || '.@*_'.includes(text.charAt(at - 1))
}

/** Moves `row.end` over one part; false when none starts there. */
function readPart(stretch: Stretch, row: AddressRow): boolean {
  const { text, end } = stretch
  const isFirst = row.end === row.start
  let at = row.end
  const joints = row.roads > 0 ? ' ()#·,-与和' : ' ()#·,-'
  while (!isFirst && at < end && joints.includes(text.charAt(at))) at++
  if (!isFirst && (matchAt(notTail, text, at) !== '' || mayBeSurname(stretch, at))) return false
  return (
    readUnit(stretch, at, row) ||
    (stretch.placeWordAt(at)?.kind === 'spot' && readTail(stretch, at, row)) ||
    readName(stretch, at, row) ||
    readLoose(stretch, at, row) ||
    readTail(stretch, at, row)
  )
}

function readUnit(stretch: Stretch, at: number, row: AddressRow): boolean {
  const found = stretch.unitAt(at)
  if (!found || (found.isBare && row.end === row.start)) return false
  if (found.isStrong) row.units++
  if (found.isBare && found.length > 2) row.rooms++
  if (buildingUnit.test(stretch.text.slice(at, at + found.length))) row.buildings++
  row.numbers++
  row.end = at + found.length
  return true
}

/** A name and the word that tells what it names; a weak word counts only if no other is near. */
function readName(stretch: Stretch, at: number, row: AddressRow): boolean {
  const { text, placeWordAt } = stretch
  const last = lastNameLength(stretch, at)
  let weak: StretchWord | undefined
  let weakEnd = 0
  for (let length = row.end === row.start ? 1 : 0; length <= last; length++) {
    const word = placeWordAt(at + length)
    if (!word || (word.kind === 'tail' && row.end === row.start)) continue
    if (countName(row, word.kind, text.slice(at, at + length))) {
      row.end = at + length + word.length
      return true
    }
    if (weakEnd > 0 || length === 0) continue
    weak = word
    weakEnd = at + length + word.length
  }
  return weak !== undefined && readWeak(row, weak, weakEnd)
}

/** A name goes as far as its characters do, and not into a numbered part. */
function lastNameLength({ text, end, unitAt }: Stretch, at: number): number {
  let length = 0
  while (length < nameMax && at + length + 1 < end && isNameUnit(text.charCodeAt(at + length))) {
    length++
    if (unitAt(at + length)?.isStrong) break
  }
  return length
}

/** False when the word does not make a name of what is before it. */
function countName(row: AddressRow, kind: PlaceKind, name: string): boolean {
  if (kind === 'estate') {
    if (anyEstate.test(name)) return false
    row.estates++
    return true
  }
  if (kind === 'gate') {
    if (name.length < 2 || anyEstate.test(name)) return false
    row.gates++
    return true
  }
  const isNamed = name !== '' || (kind === 'village' && row.end > row.start)
  if (!isNamed || (kind !== 'road' && kind !== 'village')) return false
  if (kind === 'road') row.roads++
  else row.villages++
  return true
}

/** A name that only the unit behind it tells: 银河3栋. The first in a row has two characters at least. */
function readLoose({ text, end, unitAt }: Stretch, at: number, row: AddressRow): boolean {
  const isFirst = row.end === row.start
  const tells = (here: Unit | undefined, to: number) =>
    here?.isStrong || (!isFirst && here?.hasDigit && (!here.isBare || to + here.length === end))
  if (
    !isNameUnit(text.charCodeAt(at)) ||
    '和与或跟'.includes(text.charAt(at)) ||
    (isFirst && unitAt(at + 1)?.isStrong)
  )
    return false
  for (let to = at + 1; to - at <= nameMax && to < end; to++) {
    if (tells(unitAt(to), to)) {
      row.loose++
      row.end = to
      return true
    }
    if (!isNameUnit(text.charCodeAt(to)) && text[to] !== ' ') return false
  }
  return false
}

function readTail({ placeWordAt }: Stretch, at: number, row: AddressRow): boolean {
  const word = row.end > row.start ? placeWordAt(at) : undefined
  if (!word) return false
  return readWeak(row, word, at + word.length)
}

/** A word that goes on with an address. */
function readWeak(row: AddressRow, { kind }: StretchWord, end: number): true {
  if (kind === 'spot') row.spots++
  row.others++
  row.end = end
  return true
}

function isNameUnit(unit: number): boolean {
  return isHan(unit) || isAlnum(unit)
}
