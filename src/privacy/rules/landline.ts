// Fixed-line numbers: area code and seven or eight digits; without an area code only after a cue such as 座机.
// Public hotlines (400, 800, 95xxx, 12315 …) have other shapes and stay.
import { DIGIT } from '../chars.js'
import { cueBefore } from '../cues.js'
import { codeStart, type Group, groupsOf, type Written, writtenFrom } from '../digits.js'
import { chainStart } from '../hold.js'
import type { Clause, Rule, Span } from '../rule.js'
import { standsForItself } from '../touched.js'

const withArea = /^(010|02[0-57-9]|0[3-9]\d\d)([2-8]\d{6,7})$/
/** As written after +86: the leading 0 of the area code is dropped. */
const abroad = /^(10|2[0-57-9]|[3-9]\d\d)([2-8]\d{6,7})$/
const areaGroup = /^(?:010|02[0-57-9]|0[3-9]\d\d)$/
const localGroupings = new Set(['7', '8', '4-4', '3-4'])

/** 转8012, 分机 66, -806 right behind a number. */
const extension = / ?(?:(?:转|分机|ext\.?|x)号?[: ]?|-)\d{1,6}(?![\d-])/iy
const extensionTail = /(?<=\d) ?(?:转|分机?|e?xt?\.?)号?[: ]?\d{0,6}$/i
const tailMax = 16

export const landline: Rule = { needs: DIGIT, digitsMin: 7, find, hold }

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
  const isAbroad = before !== undefined && /^(?:00)?86$/.test(before.digits)
  const parts = (isAbroad ? abroad.exec(written.digits) : null) ?? withArea.exec(written.digits)
  if (!parts)
    return isLocal(text, written, before)
      ? spanOver(text, written, { start: written.start, shown: '' })
      : undefined
  const area = parts[1] ?? ''
  if (!isGroupedAsLandline(written, area)) return undefined
  return isAbroad ? spanAbroad(text, written, { before, area }) : spanAtHome(text, written, area)
}

function spanAtHome(text: string, written: Written, area: string): Span | undefined {
  const start = text[written.start - 1] === '(' ? written.start - 1 : written.start
  if (!standsForItself(text, { start, end: written.end }, 'landline') || isCode(text, start)) return undefined
  return spanOver(text, written, { start, shown: `${area}-` })
}

function spanAbroad(
  text: string,
  written: Written,
  { before, area }: { before: Group; area: string },
): Span | undefined {
  if (isCode(text, before.start)) return undefined
  const start = codeStart(text, before.start)
  const bracket = text[written.start - 1] === '(' ? 1 : 0
  return spanOver(text, written, { start, shown: `${text.slice(start, written.start - bracket)}${area}-` })
}

function isCode(text: string, start: number): boolean {
  const cue = cueBefore(text, start)
  return cue.isCode() && !cue.says('landline')
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
  return standsForItself(text, written, 'landline') && cueBefore(text, written.start).says('landline')
}

/** An extension goes with its number. */
function spanOver(text: string, written: Written, { start, shown }: { start: number; shown: string }): Span {
  extension.lastIndex = written.end
  const end = written.end + (extension.exec(text)?.[0].length ?? 0)
  const rule = shown === '' ? 'landline-cue' : 'landline'
  return { kind: 'landline', rule, start, end, stars: `${shown}****${written.digits.slice(-4)}` }
}

/** A number waits for its extension. */
function hold(clause: Clause): number {
  const tail = extensionTail.exec(clause.text.slice(Math.max(clause.from, clause.to - tailMax), clause.to))
  return chainStart(tail ? { ...clause, to: clause.to - tail[0].length } : clause)
}
