// Right after 收货人 and the like nearly anything that starts with a surname is a name, and what fills the place of a
// name on its own even without one.
import { isHan } from '../chars.js'
import { neverGiven, noName, title } from './name-cues.js'
import { isBounded, isTitled, type NameCandidate, type Run, touchesStar } from './name-run.js'
import { isPlace, isTimed, isWeekday } from './not-a-name.js'

const particles = /^(?:[呀啊哦的了吧呢哈啦嘛收签]|就[行好可]|即可|[行可]以?$)/

export function announcedAt(run: Run, at: number): NameCandidate | undefined {
  const surname = run.names.surnameAt(run.clause.text, at)
  const foreign = transliteratedAt(run, at)
  if (foreign && (surname === 0 || foreign.end - at > 3)) return foreign
  const found = filledIn(run, at, surname) ?? (surname === 0 ? nicknameAt(run, at) : named(run, at, surname))
  return found && !touchesStar(run.clause.text, found.end) ? found : undefined
}

function named(run: Run, at: number, surname: number): NameCandidate | undefined {
  const isUnlikely = run.names.isUnlikely(run.clause.text.slice(at, at + surname))
  if (isUnlikely || startsEverydayWord(run, at, surname)) return undefined
  const given = givenLength(run, at + surname)
  const candidate = { start: at, end: at + surname + given, surname }
  if (isWeekday(run, at) || isTimed(run, candidate) || isPlace(run.clause.text, candidate)) return undefined
  return given === 0 || isTitled(run.clause.text, candidate) ? undefined : candidate
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

/** All that stands there: 名字：乐嘉, 收货人：小满. */
function filledIn(run: Run, at: number, surname: number): NameCandidate | undefined {
  const { text } = run.clause
  const length = run.end - at
  const value = text.slice(at, run.end)
  if (length < 2 || length > Math.max(3, surname + 2) || !isBounded(run, run.end)) return undefined
  const candidate = { start: at, end: run.end, surname: Math.max(1, surname) }
  if (isWeekday(run, at) || isTimed(run, candidate)) return undefined
  if (noName.has(value) || holdsNever(value.slice(surname)) || isTitled(text, candidate)) return undefined
  if (surname === 0) {
    const isOneWord = run.wordEnd(at) === run.end
    return isForm(text, at) && !isOneWord && Array.from(value).every(run.names.isGiven)
      ? candidate
      : undefined
  }
  const given = text.slice(at + surname, run.end)
  const isSpelled = Array.from(given).every(run.names.isGiven)
  return title.test(given) || (!isSpelled && startsEverydayWord(run, at, surname)) ? undefined : candidate
}

function isForm(text: string, at: number): boolean {
  return text[at - 1] === ':' || (text[at - 1] === ' ' && text[at - 2] === ':')
}

function holdsNever(value: string): boolean {
  for (let i = 0; i < value.length; i++) if (neverGiven(value.charCodeAt(i))) return true
  return false
}

/** 小满, 阿豪, 糖糖: people who leave their surname out. */
function nicknameAt(run: Run, at: number): NameCandidate | undefined {
  const { text } = run.clause
  const end = at + 2
  if (
    end > run.end ||
    holdsNever(text.slice(at, end)) ||
    !(end === run.end || particles.test(text.slice(end)))
  )
    return undefined
  const isTwin = text[at] === text[at + 1] && run.names.wordAt(text, at) === 0
  const isSmall = /^[小阿]/.test(text.slice(at, end)) && run.wordEnd(at) !== end
  if (
    !(isTwin || isSmall) ||
    title.test(text.slice(at + 1, at + 3)) ||
    '哥姐伙孩店区件'.includes(text.charAt(at + 1))
  )
    return undefined
  return { start: at, end, surname: 1 }
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
export function transliteratedAt(run: Run, at: number): NameCandidate | undefined {
  const { text } = run.clause
  let end = at
  while (end < run.end && end - at < 8 && run.names.isTransliterated(text.charAt(end))) end++
  return end - at >= (isHan(text.charCodeAt(end)) ? 4 : 3) ? { start: at, end, surname: 1 } : undefined
}
