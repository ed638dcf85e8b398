// Words that begin with a surname and name nobody: weekdays, places, things that are counted, times.
import type { NameCandidate, Run } from './name-run.js'

const placeEnd = '区县市镇省屯旗村庄街路巷'
const placeBehind = /^(?:区(?!别)|县|市|镇|乡|省|村(?!里)|屯|路(?!上)|街|巷|庄)/
const counted = /[这那哪每某几两半]$|(?:^|\D)\d$/
const dayBehind = '一二三四五六日天末'
const dayGoesOn = '发至到行来再也没当如从同'
const counters = '张包单支车管段席项封连'
const timeBehind = '前后时中内外上下里间起都能可就才期'

/** Any of them. */
export function isNone(run: Run, candidate: NameCandidate): boolean {
  const { text } = run.clause
  return (
    isWeekday(run, candidate.start) ||
    isPlace(text, candidate) ||
    isCounted(text, candidate.start) ||
    isTimed(run, candidate)
  )
}

/** 周五都, 周六能; not 周一鸣. */
export function isWeekday({ clause: { text }, names, end }: Run, at: number): boolean {
  if (text[at] !== '周' || !dayBehind.includes(text.charAt(at + 1) || ' ')) return false
  const third = text.charAt(at + 2)
  if (!names.isGiven(third) || timeBehind.includes(third) || dayGoesOn.includes(third)) return true
  return at + 3 < end && !names.isGivenOnly(third)
}

/** 杨浦区, and 杨浦 before 区. */
export function isPlace(text: string, { start, end }: NameCandidate): boolean {
  if (end - start > 2 && placeEnd.includes(text.charAt(end - 1))) return true
  return placeBehind.test(text.slice(end, end + 2))
}

/** 这张, 一包. */
function isCounted(text: string, at: number): boolean {
  return counters.includes(text.charAt(at)) && counted.test(text.slice(Math.max(0, at - 2), at))
}

/** A word and when it is: 毕业前, 安装时. */
export function isTimed(run: Run, { start, end }: NameCandidate): boolean {
  if (end - start !== 3 || !timeBehind.includes(run.clause.text.charAt(end - 1))) return false
  return run.wordEnd(start) === end - 1
}
