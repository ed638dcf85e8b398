// E-mail addresses: what stands around an @.
import { AT_SIGN, classOf, DIGIT, isAlnum, LETTER } from '../chars.js'
import { chainStart } from '../hold.js'
import type { Clause, Rule, Span } from '../rule.js'

const localMax = 64
const domainMax = 255
const domainShape = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}/i

export const email: Rule = { needs: AT_SIGN, find, hold: chainStart }

function find(clause: Clause): readonly Span[] {
  const spans: Span[] = []
  for (
    let at = clause.text.indexOf('@', clause.from);
    at >= 0 && at < clause.to;
    at = clause.text.indexOf('@', at + 1)
  ) {
    const span = spanAround(clause, at)
    if (span) spans.push(span)
  }
  return spans
}

function spanAround({ text, from, to }: Clause, at: number): Span | undefined {
  let start = at
  while (start > from && at - start < localMax && isLocal(text.charCodeAt(start - 1))) start--
  while (start < at && !isAlnum(text.charCodeAt(start))) start++
  if (start === at || '*@'.includes(text.charAt(start - 1) || ' ')) return undefined
  let stop = at + 1
  while (stop < to && stop - at < domainMax && isDomain(text.charCodeAt(stop))) stop++
  const domain = domainShape.exec(text.slice(at + 1, stop))?.[0]
  if (!domain) return undefined
  const stars = `${text[start]}***@${domain}`
  return { kind: 'email', rule: 'email', start, end: at + 1 + domain.length, stars }
}

function isLocal(unit: number): boolean {
  return (
    (classOf(unit) & (DIGIT | LETTER)) !== 0 ||
    unit === 46 ||
    unit === 95 ||
    unit === 45 ||
    unit === 43 ||
    unit === 37
  )
}

function isDomain(unit: number): boolean {
  return isAlnum(unit) || unit === 45 || unit === 46
}
