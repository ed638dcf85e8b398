// Bank card numbers of 13 to 19 digits that pass the Luhn check (ISO/IEC 7812-1). Without a cue the number must also
// begin as an issuer's does, because one order number in ten passes Luhn by chance.
import { DIGIT, HAN_DIGIT } from '../chars.js'
import { cueBefore } from '../cues.js'
import { groupsOf, type Written, writtenFrom } from '../digits.js'
import { chainStart } from '../hold.js'
import type { Clause, Rule, Span } from '../rule.js'
import { standsForItself } from '../touched.js'

const issuers: Readonly<Record<number, RegExp>> = {
  13: /^4/,
  14: /^3[068]/,
  15: /^3[47]/,
  16: /^(?:3[05689]|4|5[1-5]|6[0-9]|9[0-9]|2[2-7])/,
  17: /^6[02]/,
  18: /^6[02]/,
  19: /^(?:6[0-9]|9558|4[0-9]|5[0-9]|103|621)/,
}

export const bankCard: Rule = { needs: DIGIT | HAN_DIGIT, digitsMin: 13, find, hold: chainStart }

function find(clause: Clause): readonly Span[] {
  const groups = groupsOf(clause)
  const spans: Span[] = []
  groups.forEach((group, at) => {
    if (group.digits.length < 4) return
    for (const written of writtenFrom(groups, at, 19)) {
      if (isCard(clause.text, written)) spans.push(span(written))
    }
  })
  return spans
}

function isCard(text: string, written: Written): boolean {
  const { digits, start, end } = written
  if (digits.length < 13 || !isLuhn(digits) || !standsForItself(text, { start, end }, 'card')) return false
  const cue = cueBefore(text, start)
  if (cue.says('card')) return true
  return (issuers[digits.length]?.test(digits) ?? false) && !cue.isCode()
}

function span({ start, end, digits }: Written): Span {
  return { kind: 'bank_card', rule: 'bank_card', start, end, stars: `************${digits.slice(-4)}` }
}

function isLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
