// How much of an unfinished clause must wait for its continuation, for all kinds written in digits and Latin letters.
import { AT_SIGN, classOf, DIGIT, HAN_DIGIT, LETTER, SEPARATOR } from './chars.js'
import type { Clause } from './rule.js'

const solid = DIGIT | LETTER | HAN_DIGIT | AT_SIGN
const joints = '(_%+-.@:*=#"\''

/** The start of the last chain of letters, digits and what joins them; `clause.to` when the clause does not end in one. */
export function chainStart({ text, from, to }: Clause): number {
  let start = to
  for (let i = to - 1; i >= from; i--) {
    const unit = text.charCodeAt(i)
    if (classOf(unit) & solid || joints.includes(text.charAt(i))) start = i
    else if (!(classOf(unit) & SEPARATOR && joinsDigits(text, from, i))) break
  }
  return start
}

/** A separator belongs to a chain when a digit stands at most one separator to its left. */
function joinsDigits(text: string, from: number, at: number): boolean {
  for (let i = at - 1; i >= from && at - i <= 2; i--) {
    const bits = classOf(text.charCodeAt(i))
    if (bits & (DIGIT | HAN_DIGIT)) return true
    if (!(bits & SEPARATOR)) return false
  }
  return false
}
