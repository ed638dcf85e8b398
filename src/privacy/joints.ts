// Numbers whose groups are joined by what also ends a clause or parts words: 138,1234,5678, 138、1234、5678, one group a
// line. Seen before the text is cut into clauses, and only where the groups are those of a mobile number.
import { classOf, DIGIT, HAN_DIGIT, JOINT, looseDigits } from './chars.js'

const digit = `[0-9${looseDigits}]`
const mobileStart = `[1一幺壹${looseDigits}][3-9三四五六七八九叁肆伍陆柒捌玖${looseDigits}]${digit}`
const joint = ' {0,4}(?:[-_./·,、;~|:+*]|\\r?\\n|\\r)? {0,4}'

/** The same joint twice; the groups are not some of a longer list, nor an amount or a measure. */
const grouped = new RegExp(
  `(?<![¥￥$.]|${digit}|(?<!${digit})${digit}{2,4}[,、;~|:+*\\n])(${mobileStart})(${joint})(${digit}{4})\\2(${digit}{4})` +
    `(?!${digit}|\\2${digit}{4}(?!${digit})| ?(?:[元块米件个斤克=]|[mck][mg]))`,
  'g',
)
const MOBILE_DIGITS = 11
/** Length of such a number with the longest joints. */
const JOINED_MAX = MOBILE_DIGITS + 2 * 10
/** Joints that written numbers have everywhere (digits.ts). */
const plain = /^[-_./· ]{1,2}$/

/** Puts JOINT in the place of such joints. */
export function joinNumbers(text: string): string {
  if (!holdsMobile(text)) return text
  return text.replace(grouped, (found: string, _start: string, between: string) => {
    if (between === '' || plain.test(between)) return found
    return found.replaceAll(between, JOINT.repeat(between.length))
  })
}

/** The text has the digits of a mobile number no further from one another than joints may put them. */
function holdsMobile(text: string): boolean {
  const digits: number[] = []
  for (let i = 0; i < text.length; i++) {
    if (!(classOf(text.charCodeAt(i)) & (DIGIT | HAN_DIGIT))) continue
    digits.push(i)
    const first = digits[digits.length - MOBILE_DIGITS]
    if (first !== undefined && i - first < JOINED_MAX) return true
  }
  return false
}

/** A text that may yet become such a number, from its first joint on. Each beginning of a match is one, too. */
const undecided = new RegExp(
  `(?<=(?<!${digit})${mobileStart})(?=[^0-9])${joint}(?:${digit}{1,4}|${digit}{4}${joint}${digit}{0,4}|` +
    `${digit}{4}${joint}${digit}{4}(?:${joint}${digit}{0,4}| ?[=a-z]))?$`,
)
/** Longer than any of them. */
const longest = 60

/** Where the end of an unfinished text begins of which it is not known yet whether it joins groups; the length when
 *  there is none. */
export function undecidedFrom(text: string): number {
  const base = Math.max(0, text.length - longest)
  const at = undecided.exec(text.slice(base))?.index
  return at === undefined ? text.length : base + at
}
