// Written numbers: groups of digits, what joins them, and what stands around them. Shared by the numeric rules.
import { classOf, DIGIT, HAN_DIGIT, isAlnum, isDigit, JOINT, looseDigit, SEPARATOR } from './chars.js'
import type { Clause } from './rule.js'

/** Digits without anything between them, in one script. */
export interface Group {
  readonly start: number
  readonly end: number
  /** As ASCII digits. */
  readonly digits: string
  /** The joint to the group before: at most two separators, or what joints.ts took for a joint; undefined when it is
   *  not joined. */
  readonly joint: string | undefined
}

/** Consecutive groups read as one number. */
export interface Written {
  readonly start: number
  readonly end: number
  readonly digits: string
  /** Sizes of its groups, as `3-4-4`. */
  readonly grouping: string
}

/** Several rules ask for the groups of the same clause. */
const seen = new WeakMap<Clause, readonly Group[]>()

/** The clause's groups, in order. */
export function groupsOf(clause: Clause): readonly Group[] {
  const groups = seen.get(clause) ?? readGroups(clause)
  seen.set(clause, groups)
  return groups
}

function readGroups(clause: Clause): readonly Group[] {
  const groups: Group[] = []
  for (let i = clause.from; i < clause.to; ) {
    const script = classOf(clause.text.charCodeAt(i)) & (DIGIT | HAN_DIGIT)
    if (script === 0) {
      i++
      continue
    }
    const start = i
    while (i < clause.to && classOf(clause.text.charCodeAt(i)) & script) i++
    groups.push(groupAt(clause.text, start, i, groups.at(-1)))
  }
  return groups
}

function groupAt(text: string, start: number, end: number, before: Group | undefined): Group {
  const digits = text.slice(start, end)
  const isNear = before && (start - before.end <= 2 || text[before.end] === JOINT)
  const joint = isNear ? text.slice(before.end, start) : undefined
  return {
    start,
    end,
    digits: isDigit(digits.charCodeAt(0)) ? digits : Array.from(digits, looseDigit).join(''),
    joint: joint !== undefined && isSeparators(joint) ? joint : undefined,
  }
}

function isSeparators(joint: string): boolean {
  for (let i = 0; i < joint.length; i++) if (!(classOf(joint.charCodeAt(i)) & SEPARATOR)) return false
  return true
}

/** The numbers of at most `maxDigits` digits that start with group `at`: of one group, of two, and so on. */
export function* writtenFrom(groups: readonly Group[], at: number, maxDigits: number): Generator<Written> {
  const first = groups[at]
  let digits = ''
  let grouping = ''
  for (let i = at; first && i < groups.length; i++) {
    const group = groups[i]
    if (!group || (i > at && group.joint === undefined)) return
    digits += group.digits
    if (digits.length > maxDigits) return
    grouping = i === at ? `${group.digits.length}` : `${grouping}-${group.digits.length}`
    yield { start: first.start, end: group.end, digits, grouping }
  }
}

/** Where the country code before a number starts, with its plus sign and bracket; a code belongs to the written number. */
export function codeStart(text: string, code: number): number {
  let start = code
  if (text[start - 1] === '+') start--
  return text[start - 1] === '(' && text.slice(code, code + 6).includes(')') ? start - 1 : start
}

const allowedBefore =
  /(?:^|[^a-z])(?:tel|tell|phone|mobile|mob|cell|call|wx|vx|v|ph|id|idcard|card|visa|sfz|sjh|sj|dh|no|qq|[+]86)$/i
const allowedAfter = /^(?:(?:wx|vx|qq|tel)(?![a-z*])|v(?![a-z0-9*]))/i

/** False when letters, digits or stars touch the number, so that it is only a part of something longer. */
export function standsAlone(text: string, start: number, end: number): boolean {
  return isFreeBefore(text, start) && isFreeAfter(text, end)
}

export function isFreeBefore(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1)
  if (before === 42) return false
  if (isAlnum(before))
    return !isDigit(before) && allowedBefore.test(text.slice(Math.max(0, start - 8), start))
  if (before === 95) return false
  if (before !== 45 && before !== 46) return true
  return !isAlnum(text.charCodeAt(start - 2)) && text.charCodeAt(start - 2) !== 42
}

export function isFreeAfter(text: string, end: number): boolean {
  const after = text.charCodeAt(end)
  if (after === 42 || after === 95 || isDigit(after)) return false
  return !isAlnum(after) || allowedAfter.test(text.slice(end, end + 5))
}
