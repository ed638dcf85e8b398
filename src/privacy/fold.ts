// One way of writing for what people and models write in many. Folding keeps offsets: one unit becomes one unit.
import { classOf, isAlnum, isHan, STOP } from './chars.js'

/** Stands for each star of Markdown's bold marks, which are no stars of a mask. */
export const BOLD = '\ue000'

const folds = buildFolds()

/** Full width to half width, every dash to '-', every blank to ' '. bold marks to BOLD. */
export function fold(text: string): string {
  let folded = ''
  let done = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const to = folds[unit] ?? unit
    if (to === unit) continue
    folded += text.slice(done, i) + String.fromCharCode(to)
    done = i + 1
  }
  return withoutBold(done === 0 ? text : folded + text.slice(done))
}

/** A pair of stars opens before a word and closes what it opened in the same clause; three or more are a mask's. */
function withoutBold(folded: string): string {
  if (!folded.includes('**')) return folded
  let isOpen = false
  return folded.replace(/\*+|[\n\r,!?;。]/g, (found, at: number) => {
    if (!found.startsWith('*')) isOpen = false
    if (found !== '**' || !(isOpen || opensAt(folded, at))) return found
    isOpen = !isOpen
    return BOLD + BOLD
  })
}

function opensAt(folded: string, at: number): boolean {
  const before = folded.charCodeAt(at - 1)
  const after = folded.charCodeAt(at + 2)
  const isInside = at > 0 && (isAlnum(before) || isHan(before))
  return !isInside && at + 2 < folded.length && after !== 32 && (classOf(after) & STOP) === 0
}

function buildFolds(): Uint16Array {
  const table = Uint16Array.from({ length: 65_536 }, (_, unit) => unit)
  for (let unit = 0xff01; unit <= 0xff5e; unit++) table[unit] = unit - 0xfee0
  for (const blank of '\u00a0\u2002\u2003\u2009\u202f\u3000\t') table[blank.charCodeAt(0)] = 32
  for (const dash of '\u2010\u2011\u2012\u2013\u2014\u2015\u2212') table[dash.charCodeAt(0)] = 45
  for (const dot of '•・∙⋅‧．') table[dot.charCodeAt(0)] = dot === '．' ? 46 : 0xb7
  return table
}
