// Mainland mobile numbers, with or without +86, spaces, dashes, Han numerals. Order and parcel numbers stay.
import { DIGIT, HAN_DIGIT } from '../chars.js'
import { cueBefore } from '../cues.js'
import { codeStart, type Group, groupsOf, type Written, writtenFrom } from '../digits.js'
import { chainStart } from '../hold.js'
import type { Clause, Rule, Span } from '../rule.js'
import { standsForItself } from '../touched.js'

const shape = /^1[3-9]\d{9}$/
/** How people group the digits; any other grouping needs a cue. */
const groupings = new Set(['11', '3-4-4', '3-8', '7-4', '4-4-3', '4-3-4', '5-6', '1-1-1-1-1-1-1-1-1-1-1'])
const countryCode = /^(?:86|0086)(?=1[3-9]\d{9}$)/

export const mobile: Rule = { needs: DIGIT | HAN_DIGIT, digitsMin: 11, find, hold: chainStart }

function find(clause: Clause): readonly Span[] {
  const groups = groupsOf(clause)
  const spans: Span[] = []
  groups.forEach((group, at) => {
    const span = group.digits.length > 11 ? withCountryCode(clause, group) : spanFrom(clause, groups, at)
    if (span) spans.push(span)
  })
  return spans
}

/** One group such as 8613812345678: the code stays readable. */
function withCountryCode(clause: Clause, group: Group): Span | undefined {
  const code = countryCode.exec(group.digits)?.[0]
  if (!code) return undefined
  if (!standsForItself(clause.text, group, 'phone') || cueBefore(clause.text, group.start).isCode())
    return undefined
  return spanOf(clause.text, group.start, {
    ...group,
    start: group.start + code.length,
    digits: group.digits.slice(code.length),
  })
}

function spanFrom(clause: Clause, groups: readonly Group[], at: number): Span | undefined {
  if (groups[at]?.digits[0] !== '1' || isInsideSingles(groups, at)) return undefined
  const code = codeBefore(groups, at)
  for (const written of writtenFrom(groups, at, 11)) {
    if (shape.test(written.digits) && isMobile(clause.text, written, { code, before: groups[at - 1] })) {
      return spanOf(clause.text, code?.start ?? written.start, written)
    }
  }
  return undefined
}

/** In a long row of single digits a number starts with the row. */
function isInsideSingles(groups: readonly Group[], at: number): boolean {
  const before = groups[at - 1]
  return groups[at]?.digits.length === 1 && groups[at]?.joint !== undefined && before?.digits.length === 1
}

/** Groups to the left of a number: the country code joined to it, and the nearest one, joined or not. */
interface Left {
  readonly code: Group | undefined
  readonly before: Group | undefined
}

function isMobile(text: string, written: Written, { code, before }: Left): boolean {
  const isListed =
    before !== undefined && shape.test(before.digits) && text.charCodeAt(written.start - 1) !== 42
  if (!code && !isListed && !standsForItself(text, written, 'phone')) return false
  const cue = cueBefore(text, code?.start ?? written.start)
  return !cue.isCode() && (groupings.has(written.grouping) || cue.says('phone'))
}

/** The country code joined to group `at`. Other words between the two would have left an unfinished stream already. */
function codeBefore(groups: readonly Group[], at: number): Group | undefined {
  const before = groups[at - 1]
  const isJoined = groups[at]?.joint !== undefined
  return isJoined && before && /^(?:00)?86$/.test(before.digits) ? before : undefined
}

/** `code` is where the country code starts, or the number itself. */
function spanOf(text: string, code: number, { start, end, digits }: Omit<Written, 'grouping'>): Span {
  const from = code < start ? codeStart(text, code) : start
  const stars = `${text.slice(from, start)}${digits.slice(0, 3)}****${digits.slice(-4)}`
  return { kind: 'mobile', rule: 'mobile', start: from, end, stars }
}
