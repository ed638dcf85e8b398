// Right after 收货人 and the like nearly anything that starts with a surname is a name.
import { neverGiven, title } from './name-cues.js'
import { type Candidate, isTitled, type Run, touchesStar } from './name-run.js'

export function announcedAt(run: Run, at: number): Candidate | undefined {
  const { text } = run.clause
  const surname = run.names.surnameAt(text, at)
  const foreign = transliteratedAt(run, at)
  if (foreign && (surname === 0 || foreign.end - at > 3)) return foreign
  if (surname === 0 || startsEverydayWord(run, at, surname)) return undefined
  const given = givenLength(run, at + surname)
  const candidate = { start: at, end: at + surname + given, surname }
  return given === 0 || touchesStar(text, candidate.end) || isTitled(text, candidate) ? undefined : candidate
}

function startsEverydayWord(run: Run, at: number, surname: number): boolean {
  const { names, segmenter } = run
  const word = run.clause.text.slice(at, run.wordEnd(at) ?? at)
  if (word.length <= surname) return false
  const isSpelled = Array.from(word.slice(surname)).every(names.isGiven)
  if (isSpelled && word.length > 2) return false
  return (
    !segmenter.isName(word) && (!isSpelled || names.wordAt(word, 0) === word.length) && !names.isProduct(word)
  )
}

function givenLength(run: Run, at: number): number {
  const { text } = run.clause
  const may = (i: number) => i < run.end && !neverGiven(text.charCodeAt(i))
  if (!may(at)) return 0
  const isTwo = may(at + 1) && run.wordEnd(at + 2) !== undefined && !title.test(text.slice(at + 1, at + 3))
  const nextWordEnd = run.wordEnd(at + 1)
  if (isTwo && (nextWordEnd === undefined || nextWordEnd - at <= 2)) return 2
  return nextWordEnd !== undefined || run.names.isGiven(text.charAt(at)) ? 1 : 0
}

/** A name without a surname: 古丽娜尔. */
function transliteratedAt(run: Run, at: number): Candidate | undefined {
  const { text } = run.clause
  let end = at
  while (end < run.end && end - at < 6 && run.names.isTransliterated(text.charAt(end))) end++
  return end - at >= 3 ? { start: at, end, surname: 1 } : undefined
}
