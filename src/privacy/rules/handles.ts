// WeChat and QQ ids. Any word could be one, so a cue is needed: 微信, vx, QQ, 扣扣 … before the id or right behind it.
import { DIGIT, isAlnum, LETTER } from '../chars.js'
import { cueBefore } from '../cues.js'
import { type Clause, CONTEXT, type Kind, type Rule, type Span } from '../rule.js'

interface Handle {
  readonly kind: Kind
  /** The whole id. */
  readonly shape: RegExp
  /** Must match the text right before the id … */
  readonly before: RegExp
  /** … or this the text right behind it. */
  readonly behind: RegExp
}

const minLength = 5
const maxLength = 36
const lookAhead = 8
const notIds =
  /^(?:iphone|ipad|android|ios|vip|huawei|mate|windows|win|wifi|app|web|wechat|weixin|pay|mini|pro|plus)\d*/i
/** v我50: send me money. */
const moneyBefore = /v我\s*$/i
/** Right behind a number of coins or yuan. */
const amountBehind = /^\s?[元块个枚点]/
const gap = '(?:[号码是为:\\s"\'()【】「」]|id|帐号|账号|同号|同步|一样|吧|我|一下)*'
const wechatCue =
  '[微薇威徽葳维] ?信|w[❤♥]\ufe0f?|(?:^|[^\u4e00-\u9fff]|[我加私的])[微薇葳]|[加+➕]我?[威维]|卫星(?=号|:)|绿泡泡|[微薇威v][x❤♥]\ufe0f?|weixin|wechat|(?:^|[^a-z])(?:wx|v ?x|wechatid)|[vV]信|(?:^|[^a-z0-9])v我|(?:[加+➕]我?|[^a-z0-9]\\+)\\s?v|(?:^|[^a-z0-9])v(?=号|:)'
const namedCue = new RegExp(
  `(?:[加+➕]我?\\s?(?:${wechatCue}|v)|(?:${wechatCue})${gap}(?:[号:是]|id))${gap}$`,
  'i',
)

const wechat: Handle = {
  kind: 'wechat',
  shape: /^(?:[a-z][a-z0-9_-]{5,19}|[1-9]\d{5,11})$/i,
  before: new RegExp(`(?:${wechatCue})${gap}$`, 'i'),
  behind: /^[\s(]*(?:这?是|为)?(?:我的?)?(?:微信|vx|wx)(?!支付|小程序|群|公众)/i,
}
const qq: Handle = {
  kind: 'qq',
  shape: /^[1-9]\d{4,10}$/,
  before: new RegExp(
    `(?:(?:^|[^a-z])(?:q ?q|q号)|扣扣|球球|[企小]鹅|(?:[加+➕]|^|[^a-z0-9])q(?=[号:是 ])|[加+➕]我? ?q|充.{0,6}q币[,\\s]*|q币(?=[号帐账])|q币.{0,20}(?:应该?充|充值?(?:到|给|进|入|成|的是))|(?:^|[^\\u4e00-\\u9fff]|[我加])扣(?=[:号]))${gap}$`,
    'i',
  ),
  behind: /^[\s(]*(?:(?:这?是|为)?(?:我的?)?(?:qq|扣扣)(?!群|音乐|会员)|充值?(?:\d+个?)?q币)/i,
}

/** Glued to an id: after an invitation, and anywhere. */
const invitedCue = /^(?:qq?|[vw]x?)(?=[a-z]*\d{3,})|^[vw]x(?!id[_-])(?=[a-z][a-z0-9_-]{5,}$)/i
const looseCue = /^(?:qq|wx|vx)(?=\d{5,11}$)|^q(?=[1-9]\d{7,9}$)|^[vw]x(?=[a-z]{3,}[_-]?\d{2,}$)/i

const numberAndCue = /^\d{7,}(?:qq(?=\d{5,11}$)|[wv]x(?=[a-z]?[a-z0-9_-]{5,19}$))/i

export const handles: Rule = { needs: DIGIT | LETTER, find, hold }

function find(clause: Clause): readonly Span[] {
  const { text, from, to } = clause
  const spans: Span[] = []
  for (let i = from; i < to; ) {
    const end = wordEnd(text, i, to)
    if (end - i >= minLength && end - i <= maxLength) {
      const span = spanOf(clause, i, end)
      if (span) spans.push(span)
    }
    i = end === i ? i + 1 : end
  }
  return spans
}

function wordEnd(text: string, from: number, to: number): number {
  let end = from
  while (end < to && isIdUnit(text.charCodeAt(end))) end++
  return end
}

function isIdUnit(unit: number): boolean {
  return isAlnum(unit) || unit === 95 || unit === 45
}

function spanOf(clause: Clause, wordStart: number, end: number): Span | undefined {
  const { text, to } = clause
  const word = text.slice(wordStart, end)
  const glued = gluedCue(text, wordStart, word)
  const start = wordStart + glued
  const id = word.slice(glued)
  if ('*@.'.includes(text.charAt(start - 1) || ' ') || text[end] === '*' || text[end] === '@')
    return undefined
  if (glued === 1 && cueBefore(text, wordStart).isCode()) return undefined
  if (/^wxid_\w{6,}$/i.test(id)) return span('wechat', start, id)
  const left = text.slice(Math.max(0, start - CONTEXT), start)
  const right = text.slice(end, Math.min(to, end + lookAhead))
  const isNamed = (one: Handle) =>
    one.before.test(left) || one.behind.test(right) || (one === qq && /^q\d/i.test(word))
  const handle = [qq, wechat].find(one => one.shape.test(id) && isNamed(one))
  if (!handle || notIds.test(id) || isAmount(id, left, right)) return undefined
  return /[\d_-]/.test(id) || namedCue.test(left) ? span(handle.kind, start, id) : undefined
}

function isAmount(id: string, left: string, right: string): boolean {
  return /^\d+$/.test(id) && (moneyBefore.test(left) || amountBehind.test(right))
}

/** Length of a cue that is written without a gap: qq12345678, 加v12345678, and behind a number 13812345678qq12345678. */
function gluedCue(text: string, start: number, word: string): number {
  const behindNumber = numberAndCue.exec(word)?.[0].length
  if (behindNumber !== undefined) return behindNumber
  const invited = /[加+➕]我?$/.test(text.slice(Math.max(0, start - 2), start))
  const cue = invited ? invitedCue : looseCue
  return cue.exec(word)?.[0].length ?? 0
}

function span(kind: Kind, start: number, id: string): Span {
  return { kind, rule: kind, start, end: start + id.length, stars: `****${id.slice(-2)}` }
}

/** An id waits for the cue that may follow it, also when other letters stand between: 82345678是我的qq. */
function hold({ text, from, to }: Clause): number {
  let start = to
  for (let i = to - 1; i >= from && (to - i <= lookAhead || start === i + 1); i--) {
    if (isIdUnit(text.charCodeAt(i))) start = i
  }
  return start
}
