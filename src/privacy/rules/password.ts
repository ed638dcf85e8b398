// Passwords behind a word for one: 密码是…, password: …. How long the password is stays unsaid.
import { DIGIT, LETTER } from '../chars.js'
import { type Clause, CONTEXT, type Rule, type Span } from '../rule.js'

/** What a password is written in: printable ASCII without the comma and the semicolon, which end a clause. */
const unit = '[!-+\\--:<-~]'
const lengthMin = 4
/** A longer run is no password that somebody types. */
const lengthMax = 64
/** After "is" often stands what is wrong with the password: there a digit is needed. */
const cue = `(?:密码|password|passwd|pwd)\\s*(?:(?:就?是|为|[:=])[\\s:=]*|is\\s+(?=${unit}*\\d))`
const named = new RegExp(`${cue}(${unit}{${lengthMin},${lengthMax}})(?!${unit}|\\s?[位个])`, 'gi')
const unfinished = new RegExp(`${cue.replace(`(?=${unit}*\\d)`, '')}(${unit}{0,${lengthMax}})$`, 'i')
/** Punctuation that ends a sentence rather than a password. */
const end = /[!?.]+$/

export const password: Rule = { needs: DIGIT | LETTER, find, hold }

function find({ text, from, to }: Clause): readonly Span[] {
  const seenFrom = Math.max(0, from - CONTEXT)
  const spans: Span[] = []
  for (const match of text.slice(seenFrom, to).matchAll(named)) {
    const written = match[1] ?? ''
    const stop = seenFrom + match.index + match[0].length
    // A password may hold a stop: then its rest is found in the next clause.
    const start = Math.max(from, stop - written.length)
    const value = text.slice(start, stop).replace(end, '')
    // What was masked before is left as it is.
    if (value !== '' && !value.includes('**')) spans.push(span(start, start + value.length))
  }
  return spans
}

function span(start: number, end: number): Span {
  return { kind: 'password', rule: 'password', start, end, stars: '******' }
}

function hold({ text, from, to }: Clause): number {
  const seenFrom = Math.max(0, from - CONTEXT)
  const written = unfinished.exec(text.slice(seenFrom, to))?.[1]
  return written === undefined ? to : Math.max(from, to - written.length)
}
