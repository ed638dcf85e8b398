// Names with blanks between their characters, as forms are filled in by hand: 张 勇, 王 小 明.
import { isHan } from '../chars.js'
import { neverGiven, numberAfter } from './name-cues.js'
import type { NameCandidate, Run } from './name-run.js'

const shape =
  /[\u4e00-\u9fff]{1,2} (?:[\u4e00-\u9fff] [\u4e00-\u9fff]|[\u4e00-\u9fff]{1,2})(?![\u4e00-\u9fff*])/y

/** The name that starts at `at`, at most two characters before its run's end: a surname, blanks, and a cue before it or a number behind. */
export function spacedAt(
  { clause: { text, to }, names, cues, end: runEnd }: Run,
  at: number,
): NameCandidate | undefined {
  if (text[runEnd] !== ' ') return undefined
  const surname = names.surnameAt(text, at)
  if (surname === 0 || at + surname !== runEnd) return undefined
  shape.lastIndex = at
  const length = shape.exec(text)?.[0].length ?? 0
  const end = at + length
  if (length === 0 || end > to || (isHan(text.charCodeAt(at - 1)) && !cues.strong.has(at))) return undefined
  for (let i = at + surname; i < end; i++) if (neverGiven(text.charCodeAt(i))) return undefined
  const isNumbered = numberAfter.test(text.slice(end, Math.min(to, end + 4)))
  return cues.strong.has(at) || isNumbered ? { start: at, end, surname } : undefined
}
