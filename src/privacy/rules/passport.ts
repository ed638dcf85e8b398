// Passport numbers: the Chinese shapes (E or G and eight digits, E with a second letter) anywhere, others after a cue.
import { DIGIT, isAlnum } from '../chars.js'
import { cueBefore } from '../cues.js'
import { chainStart } from '../hold.js'
import { type Clause, CONTEXT, type Rule, type Span } from '../rule.js'

const shape = /(?:(?:[A-Z]{1,2}[ -]?)?\d{7,9}|[A-Z]{1,2}[ -]?\d{4}[ -]\d{3,4})(?![A-Za-z0-9*])/gi
const chinese = /^(?:[EG]\d{8}|E[A-HJ-NP-Z]\d{7})$/
const cue = /(?:护照|passport|通行证|回乡证|台胞证)(?: ?(?:的?编?号码?|编码|本号|no\.?|number))?[是为:\s]*$/i

export const passport: Rule = { needs: DIGIT, digitsMin: 7, find, hold }

function find({ text, from, to, classes }: Clause): readonly Span[] {
  const spans: Span[] = []
  if (!(classes & DIGIT)) return spans
  for (const match of text.slice(from, to).matchAll(shape)) {
    const start = from + match.index
    const end = start + match[0].length
    if (isPassport(text, start, match[0])) spans.push(span(start, end, match[0]))
  }
  return spans
}

function isPassport(text: string, start: number, written: string): boolean {
  if (isAlnum(text.charCodeAt(start - 1)) || '*-_.@'.includes(text.charAt(start - 1) || ' ')) return false
  if (cue.test(text.slice(Math.max(0, start - CONTEXT), start))) return true
  return chinese.test(written) && !cueBefore(text, start).isCode()
}

function span(start: number, end: number, written: string): Span {
  return {
    kind: 'passport',
    rule: 'passport',
    start,
    end,
    stars: `${written[0]?.toUpperCase()}*******${written.at(-1)}`,
  }
}

/** A blank may part letters and digits. */
function hold(clause: Clause): number {
  const { text, from, to } = clause
  const tail =
    /(?:^|[^A-Za-z0-9])([A-Z]{1,2}[ -]\d{0,8}(?:[ -]\d{0,4})?)$/i.exec(
      text.slice(Math.max(from, to - 12), to),
    )?.[1] ?? ''
  return Math.min(chainStart(clause), to - tail.length)
}
