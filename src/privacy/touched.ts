// Numbers that letters touch: 手机号A13812345678. They are parts of something longer, such as a product's code, unless a
// word before them says what they are.
import { classOf, LETTER } from './chars.js'
import { type CuePurpose, namedBefore } from './cues.js'
import { isFreeAfter, isFreeBefore, standsAlone } from './digits.js'

/** Longer runs of letters are words of their own. */
const lettersMax = 8

/** The number stands alone, or only letters touch it and its purpose is named. */
export function standsForItself(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  purpose: CuePurpose,
): boolean {
  if (standsAlone(text, start, end)) return true
  const before = lettersBefore(text, start)
  if (!isFreeBefore(text, before) || !isFreeAfter(text, lettersFrom(text, end))) return false
  return namedBefore(text, before, purpose)
}

function lettersBefore(text: string, at: number): number {
  let start = at
  while (at - start < lettersMax && isLetter(text, start - 1)) start--
  return start
}

function lettersFrom(text: string, at: number): number {
  let end = at
  while (end - at < lettersMax && isLetter(text, end)) end++
  return end
}

function isLetter(text: string, at: number): boolean {
  return (classOf(text.charCodeAt(at)) & LETTER) !== 0
}
