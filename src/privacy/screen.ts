// Tells what a text may hold at first sight, in one pass at a seventh of what the rules cost. Errs on the safe side
// alone: a rule that it spares a text finds nothing in it (test/privacy/screen.test.ts).
import { AT_SIGN, classOf, DIGIT, HAN_DIGIT, isDigit, LETTER, MIDDLE_DOT } from './chars.js'
import { cueBefore } from './cues.js'
import { DROPPED, PAIR, unitFolds } from './fold-table.js'
import { createNames, type Names } from './names.js'
import { ANYTHING, NAME_LIKE, PLACE_LIKE } from './rule.js'
import { placeWordStarts, startsPlace, strongUnitEnds, strongUnitLeads } from './rules/address-words.js'
import { announces, mayAnnounce } from './rules/name-cues.js'
import { givenPoint, mayMakeName, NEVER, SHORT, surnamePoint } from './rules/name-evidence.js'

/** The suspicion against a text, as bits of rule.ts; 0 when masking changes nothing in it. */
export type Screen = (text: string) => number

/** Fewer digits are nobody's number. */
const NUMBER_MIN = 5
/** Fewer syllables in a row are no transliterated name. */
const SYLLABLES_MIN = 3

/** The parts that a character may play, as bits. */
const COUNTED = 1
const SYLLABLE = 2
const SURNAME = 4
const ANNOUNCES = 8
const PLACE = 16
const UNIT_END = 32
const DASH = 64
/** Letters, stars, marks, the first character of 密码, and all that is dropped or stands in pairs: only the rules can
 *  read them. */
const STRANGE = 128
const nameParts = SURNAME | ANNOUNCES
const placeParts = PLACE | UNIT_END | DASH
/** By the suspicion so far: the parts that may add to it. */
const openParts = [nameParts | placeParts, placeParts, nameParts, 0]

/** `ownNames` are names that the operator adds to the dictionary. */
export function createScreen(ownNames: readonly string[]): Screen {
  const names = createNames(ownNames)
  const partOf = remembered(unit => (isPlainHan(unit) ? hanOf(unit, names) : markOf(unitFolds[unit] ?? unit)))
  const surnameOf = remembered(
    pointsOf(char => (names.surnameAt(char, 0) > 0 ? surnamePoint(names, char) : NEVER)),
  )
  const givenOf = remembered(pointsOf(char => givenPoint(names, char)))
  const partAt = (text: string, at: number) => partOf(text.charCodeAt(at)) ?? 0
  const givenAt = (text: string, at: number) => givenOf(text.charCodeAt(at)) ?? NEVER

  /** A surname, and behind it what may be a given name; a blank may part them. */
  function mayBeName(text: string, at: number): boolean {
    const surname = surnameOf(text.charCodeAt(at)) ?? NEVER
    const first = givenAt(text, at + 1)
    const second = givenAt(text, at + 2)
    const isSpaced = second > NEVER && unitFolds[text.charCodeAt(at + 1)] === BLANK
    return (
      isSpaced ||
      mayMakeName(text, { start: at, end: at + 2, surname: 1 }, surname + first + SHORT) ||
      mayMakeName(text, { start: at, end: at + 3, surname: 1 }, surname + first + second) ||
      names.surnameAt(text, at) === 2 ||
      names.knownAt(text, at) > 0
    )
  }

  /** 3栋, 12号楼, 2单元; 3-2-501. */
  function mayBeUnit(text: string, at: number): boolean {
    const end = strongUnitLeads(text.charCodeAt(at - 1)) ? at - 2 : at - 1
    return (partAt(text, end) & COUNTED) !== 0
  }

  const isNameLike = (text: string, at: number, part: number) =>
    (part & SURNAME && mayBeName(text, at)) || (part & ANNOUNCES && announces(text, at))

  const isPlaceLike = (text: string, at: number, part: number) =>
    (part & PLACE && startsPlace(text, at)) || (part & (UNIT_END | DASH) && mayBeUnit(text, at))

  /** With what the character adds to it. */
  function suspicionAt(text: string, at: number, part: number, before: number): number {
    const open = part & (openParts[before] ?? 0)
    if (open === 0) return before
    const name = isNameLike(text, at, open) ? NAME_LIKE : 0
    return before | name | (isPlaceLike(text, at, open) ? PLACE_LIKE : 0)
  }

  return text => {
    let suspicion = 0
    let counted = 0
    let row = 0
    for (let at = 0; at < text.length; at++) {
      const part = partAt(text, at)
      row = part & SYLLABLE ? row + 1 : 0
      if (row === SYLLABLES_MIN) suspicion |= NAME_LIKE
      const code = codeLength(text, at, part)
      counted += code > 0 ? 0 : part & COUNTED
      if (counted === NUMBER_MIN || part & STRANGE) return ANYTHING
      suspicion = suspicionAt(text, at, part, suspicion)
      at += Math.max(0, code - 1)
    }
    return suspicion
  }
}

/** Length of the order or parcel number that starts at the offset; 0 when none does. */
function codeLength(text: string, at: number, part: number): number {
  if ((part & COUNTED) === 0 || !isDigit(text.charCodeAt(at)) || isDigit(text.charCodeAt(at - 1))) return 0
  let end = at + 1
  while (isDigit(text.charCodeAt(end))) end++
  return end - at >= NUMBER_MIN && isCode(text, at) ? end - at : 0
}

/** Says whether words before the number, and in the text, make it nobody's. */
function isCode(text: string, at: number): boolean {
  const cue = cueBefore(text, at)
  if (!cue.isCode() || cue.says('card') || cue.says('identity') || cue.says('landline')) return false
  return !otherNumber.test(text)
}

/** Characters of the words for WeChat, QQ and passports, which may also stand behind a number. */
const otherNumber = /[微薇威徽葳维卫泡扣球鹅照证]/
const HAN_FROM = 0x4e00
const HAN_TO = 0x9fff
const BLANK = 32
const DASH_UNIT = 45
const STAR = 42

/** The value of each unit, found when the unit is first met; undefined behind a text's end. */
function remembered(find: (unit: number) => number): (unit: number) => number | undefined {
  const known = new Int16Array(65_536).fill(UNMET)
  return unit => {
    const value = known[unit]
    if (value === UNMET) known[unit] = find(unit)
    return known[unit]
  }
}

const UNMET = -32_768

const isPlainHan = (unit: number) => unit >= HAN_FROM && unit <= HAN_TO

/** The part of a unit that is no Han character. */
function markOf(unit: number): number {
  const isMark = unit === STAR || unit === DROPPED || unit === PAIR || (unit >= 0xe000 && unit <= 0xf8ff)
  if (isMark || classOf(unit) & (LETTER | AT_SIGN | MIDDLE_DOT)) return STRANGE
  return bit(COUNTED, (classOf(unit) & (DIGIT | HAN_DIGIT)) !== 0) | bit(DASH, unit === DASH_UNIT)
}

function hanOf(unit: number, names: Names): number {
  const char = String.fromCharCode(unit)
  if (char === '密') return STRANGE
  const opensName = names.surnameAt(char, 0) > 0 || names.startsCompound(char) || names.mayBeKnown(char, 0)
  return (
    bit(COUNTED, (classOf(unit) & HAN_DIGIT) !== 0 || '十百'.includes(char)) |
    bit(SYLLABLE, names.isSyllable(unit)) |
    bit(SURNAME, opensName) |
    bit(ANNOUNCES, mayAnnounce(unit)) |
    bit(PLACE, placeWordStarts(unit)) |
    bit(UNIT_END, strongUnitEnds(unit))
  )
}

const bit = (part: number, plays: boolean) => (plays ? part : 0)

/** Points of a Han character for a name. */
function pointsOf(point: (char: string) => number): (unit: number) => number {
  return unit => (isPlainHan(unit) ? point(String.fromCharCode(unit)) : NEVER)
}
