// Fixed-line numbers: area code and seven or eight digits; without an area code only after a cue such as 座机.
// Public hotlines (400, 800, 95xxx, 12315 …) have other shapes and stay.
import { DIGIT } from '../chars.js'
import { cueBefore } from '../cues.js'
import { type Group, groupsOf, standsAlone, type Written, writtenFrom } from '../digits.js'
import { chainStart } from '../hold.js'
import type { Clause, Rule, Span } from '../rule.js'

const withArea = /^(010|02[0-57-9]|0[3-9]\d\d)([2-8]\d{6,7})$/
/** As written after +86: the leading 0 of the area code is dropped. */
const abroad = /^(10|2[0-57-9]|[3-9]\d\d)([2-8]\d{6,7})$/
const areaGroup = /^(?:010|02[0-57-9]|0[3-9]\d\d)$/
const localGroupings = new Set(['7', '8', '4-4', '3-4'])

export const landline: Rule = { needs: DIGIT, find, hold: chainStart }

function find(clause: Clause): readonly Span[] {
  const groups = groupsOf(clause)
  const spans: Span[] = []
  groups.forEach((group, at) => {
    if (group.digits.length < 2) return
    for (const written of writtenFrom(groups, at, 12)) {
      const before = group.joint === undefined ? undefined : groups[at - 1]
      const span = written.digits.length >= 7 ? spanOf(clause.text, written, before) : undefined
      if (span) spans.push(span)
    }
  })
  return spans
}

function spanOf(text: string, written: Written, before: Group | undefined): Span | undefined {
  const { digits, end } = written
  const isAbroad = before !== undefined && /^(?:00)?86$/.test(before.digits)
  const parts = (isAbroad ? abroad : withArea).exec(digits) ?? (isAbroad ? withArea.exec(digits) : null)
  const start = text[written.start - 1] === '(' ? written.start - 1 : written.start
  if (!parts)
    return isLocal(text, written, before) ? span(written.start, end, `****${digits.slice(-4)}`) : undefined
  if (!isGroupedAsLandline(written, parts[1] ?? '')) return undefined
  if (!isAbroad && !standsAlone(text, start, end)) return undefined
  const cue = cueBefore(text, isAbroad ? before.start : start)
  return cue.isCode() && !cue.says('landline')
    ? undefined
    : span(start, end, `${parts[1]}-****${digits.slice(-4)}`)
}

/** The area code is a group of its own unless everything is one group. */
function isGroupedAsLandline({ grouping }: Written, area: string): boolean {
  return (
    !grouping.includes('-') || (grouping.startsWith(`${area.length}-`) && grouping.split('-').length <= 3)
  )
}

function isLocal(text: string, written: Written, before: Group | undefined): boolean {
  if (!localGroupings.has(written.grouping) || !/^[2-8]/.test(written.digits)) return false
  if (before?.end === written.start - 1 && areaGroup.test(before.digits)) return false
  return standsAlone(text, written.start, written.end) && cueBefore(text, written.start).says('landline')
}

function span(start: number, end: number, stars: string): Span {
  return { kind: 'landline', rule: stars.startsWith('*') ? 'landline-cue' : 'landline', start, end, stars }
}
