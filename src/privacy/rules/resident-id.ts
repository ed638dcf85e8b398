// Resident identity card numbers: 18 characters with the check character of GB 11643, or the 15 digits of the
// first generation with a plausible region and date.
import { DIGIT, HAN_DIGIT, isAlnum } from '../chars.js'
import { cueBefore } from '../cues.js'
import { groupsOf, type Written, writtenFrom } from '../digits.js'
import { chainStart } from '../hold.js'
import type { Clause, Rule, Span } from '../rule.js'
import { standsForItself } from '../touched.js'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checkChars = '10X98765432'
const region = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/

export const residentId: Rule = { needs: DIGIT | HAN_DIGIT, digitsMin: 15, find, hold: chainStart }

function find(clause: Clause): readonly Span[] {
  const groups = groupsOf(clause)
  const spans: Span[] = []
  groups.forEach((group, at) => {
    // Small groups inside a row of groups start no number: that keeps a long row linear.
    if (group.digits.length < 3 && group.joint !== undefined) return
    for (const written of writtenFrom(groups, at, 18)) {
      if (written.digits.length < 15) continue
      const span = spanOf(clause.text, written)
      if (span) spans.push(span)
    }
  })
  return spans
}

function spanOf(text: string, written: Written): Span | undefined {
  const { start } = written
  const { end, id } = withCheckX(text, written)
  const isId = id.length === 18 ? isResidentId(id) : id.length === 15 && isFirstGeneration(id)
  if (!isId || !standsForItself(text, { start, end }, 'identity')) return undefined
  const cue = cueBefore(text, start)
  if (cue.isCode() && !cue.says('identity')) return undefined
  const stars = id[0] + '*'.repeat(id.length - 2) + id.at(-1)
  return { kind: 'resident_id', rule: `resident_id-${id.length}`, start, end, stars }
}

/** Seventeen digits may end in X, with one separator before it. */
function withCheckX(text: string, written: Written): { end: number; id: string } {
  if (written.digits.length !== 17) return { end: written.end, id: written.digits }
  const at = /^[ -]?x/i.exec(text.slice(written.end, written.end + 2))?.[0].length ?? 0
  const end = written.end + at
  return at > 0 && !isAlnum(text.charCodeAt(end))
    ? { end, id: `${written.digits}X` }
    : { end: written.end, id: '' }
}

function isResidentId(id: string): boolean {
  if (!region.test(id) || !isDate(id.slice(6, 14))) return false
  const sum = weights.reduce((total, weight, i) => total + weight * Number(id[i]), 0)
  return checkChars[sum % 11] === id[17]
}

function isFirstGeneration(id: string): boolean {
  return region.test(id) && isDate(`19${id.slice(6, 12)}`)
}

function isDate(yyyymmdd: string): boolean {
  return /^(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(yyyymmdd)
}
