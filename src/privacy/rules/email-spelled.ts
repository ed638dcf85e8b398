// E-mail addresses whose @ is written in words or as another sign, as people do where a site swallows the sign:
// li.si艾特qq.com, li.si(at)qq.com, lisi#163点com. Marks that mean other things too need a mail provider behind them.
import { isAlnum, LETTER } from '../chars.js'
import type { Clause, Rule, Span } from '../rule.js'

const localMax = 64
const domainMax = 64
const mark = / ?(?:艾特|爱特|圈a|[([{<【] ?at ?[)\]}>】]) ?|( at | ?# ?|@ | @ ?)/gi
const domain = /(?:[a-z0-9-]+ ?(?:\.|点|\bdot\b) ?)+[a-z]{2,}/iy
const provider =
  /^(?:qq|vip|163|126|yeah|139|189|gmail|outlook|hotmail|foxmail|sina|sohu|icloud|aliyun|live|yahoo)(?![a-z0-9])/i
/** The possible ends of an unfinished address: a local part, a mark, a domain, each perhaps half written. */
const unfinished =
  /[a-z0-9._+-]+ ?(?:艾特?|爱特?|圈a?|[([{<【] ?(?:at?)? ?[)\]}>】]?|at?|#|@)? ?[a-z0-9-]*(?:(?: ?(?:\.|点) ?| (?:d|do|dot ?)?)[a-z0-9-]*){0,4}$/i

export const spelledEmail: Rule = { needs: LETTER, find, hold }

function find({ text, from, to }: Clause): readonly Span[] {
  const spans: Span[] = []
  for (const match of text.slice(from, to).matchAll(mark)) {
    const at = from + match.index
    const span = spanAround({ text, from }, { at, end: at + match[0].length, isWeak: match[1] !== undefined })
    if (span) spans.push(span)
  }
  return spans
}

interface Mark {
  readonly at: number
  readonly end: number
  /** Means other things too. */
  readonly isWeak: boolean
}

function spanAround(
  { text, from }: { text: string; from: number },
  { at, end, isWeak }: Mark,
): Span | undefined {
  let start = at
  while (start > from && at - start < localMax && isLocal(text, start - 1)) start--
  while (start < at && !isAlnum(text.charCodeAt(start))) start++
  if (start === at || text[start - 1] === '*') return undefined
  domain.lastIndex = end
  const host = domain.exec(text.slice(0, end + domainMax))?.[0]
  if (!host || (isWeak && !provider.test(host))) return undefined
  const stars = `${text[start]}***@${host.replace(/ ?(?:\.|点|dot) ?/gi, '.')}`
  return { kind: 'email', rule: 'email-spelled', start, end: end + host.length, stars }
}

function isLocal(text: string, at: number): boolean {
  return isAlnum(text.charCodeAt(at)) || '._+-'.includes(text.charAt(at))
}

/** Only such a tail is searched, so that the search cannot fail slowly. */
function mayBelong(text: string, at: number): boolean {
  return isLocal(text, at) || ' 艾特爱圈点#@()[]{}<>【】'.includes(text.charAt(at))
}

function hold({ text, from, to }: Clause): number {
  let start = to
  while (start > from && to - start < localMax + domainMax && mayBelong(text, start - 1)) start--
  return to - (unfinished.exec(text.slice(start, to))?.[0].length ?? 0)
}
