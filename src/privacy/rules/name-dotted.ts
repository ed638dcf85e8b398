// Transliterated names with a middle dot, such as 买买提·阿不都. The part before the dot is spelled with the usual
// syllables, or a cue stands right before it.
import { isHan } from '../chars.js'
import type { Names } from '../names.js'
import type { Clause } from '../rule.js'
import { neverGiven } from './name-cues.js'

const partMax = 8
const partsMax = 4

/** The end of the dotted name that starts at `at`; undefined when none does. Asked of clauses with a middle dot. */
export function dottedAt(
  clause: Clause,
  at: number,
  { names, isAnnounced }: { names: Names; isAnnounced: boolean },
) {
  const { text } = clause
  if (!isAnnounced && !isSyllableStart(text, at, names)) return undefined
  let end = partEnd(clause, at, char => names.isTransliterated(char) || (isAnnounced && isNameChar(char)))
  if (end === at || text[end] !== '·') return undefined
  for (let parts = 1; parts < partsMax && text[end] === '·'; parts++) {
    const next = lastPartEnd(clause, end + 1, names)
    if (next === end + 1) break
    end = next
  }
  return !text.slice(at, end).includes('·') ? undefined : end
}

/** As far as the syllables go, or a short run of any characters that ends there. */
function lastPartEnd(clause: Clause, at: number, names: Names): number {
  const spelled = partEnd(clause, at, names.isTransliterated)
  const whole = partEnd(clause, at, isNameChar)
  return spelled > at + 1 && !isHan(clause.text.charCodeAt(whole)) ? Math.max(spelled, whole) : spelled
}

function isSyllableStart(text: string, at: number, names: Names): boolean {
  return names.isTransliterated(text.charAt(at)) && !names.isTransliterated(text.charAt(at - 1))
}

function partEnd({ text, to }: Clause, at: number, belongs: (char: string) => boolean): number {
  let end = at
  while (end < to && end - at < partMax && belongs(text.charAt(end))) end++
  return end
}

function isNameChar(char: string): boolean {
  return isHan(char.charCodeAt(0)) && !neverGiven(char.charCodeAt(0))
}

/** Where the last stretch of syllables and dots starts that reaches the clause's end; the end when there is none. */
export function syllablesTo({ text, from, to }: Clause, names: Names): number {
  let at = to
  while (at > from && (names.isTransliterated(text.charAt(at - 1)) || text[at - 1] === '·')) at--
  return at
}
