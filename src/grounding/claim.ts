// Claims of a sentence that need a source: an amount, a date, a time of day, a length of time, or the state of an order
// or a refund. Pure. The text comes from numerals.ts.
import type { Claim } from './claim-kinds.js'
import { withoutCourtesies } from './courtesies.js'
import { happens, isAsked, wordClaims } from './day-words.js'
import { joinSentences } from './joined-sentences.js'
import { type StateClaims, statesIn, toldStatesIn } from './states.js'
import { notInWord } from './units.js'

type Reader = (groups: readonly string[]) => Claim | readonly Claim[]

const number = '(\\d+(?:\\.\\d+)?)'
const upTo = '\\s*(?:-|~|—|–|到|至|to)\\s*'
const spanUnit = `(工作日|自然日|天|日(?=之?内|后|之后|以内|左右)|小时(?!代|候)|h(?![a-z])|钟头|分钟|周(?!\\d|一|末)|星期(?!\\d)|礼拜(?!\\d)|(?<=[个多半]\\s*)月|月(?=之?内|后|之后|以内|左右)|年(?!\\S?款)|(?:(?:business |working )?days?|hours?|hrs?|minutes?|mins?|weeks?|months?|years?)(?![a-z]))${notInWord}`
const priced = '差价|差额|原价|现价|售价|到手价|价格|金额|运费|费用|应付|实付|合计|共计|总计|总价|价保'
/** Money that changes hands or is spared, of which only the number is said. */
const moved =
  '降价|降了|涨价|涨了|便宜|优惠(?!券)|立减|直降|抵扣|返现|返还|返您|返给您|退款|退还|退您|退给您|赔付|赔您|补偿|补您|补给您|补差|多付|少付|付了|支付了|花了|收取|收费|加收|扣除|扣了|只需|仅需|一共|总共'
/** Units of what is no date: 5-8米 is a length. */
const measured =
  '(?:毫|厘|分|公|千)?(?:米|克|斤|升|里)|英?[寸尺]|[℃°"”]|[km]?g(?![a-z])|[cmk]?m(?![a-z])|m?l(?![a-z])|[平岁码人片度包盒瓶袋个次粒颗支位匹层档级种款箱罐条双套台本杯份组项成分挡代盘步口座门]'
/** Units of what is no money. */
const counted =
  '\\s*(?:[个件次张笔折%天号日月年周分时单份包台本款瓶盒箱条双套支袋位人种项组罐颗片样、)点步]|小时|工作日|自然日|星期|礼拜|h(?![a-z]))'
/** A number that stands behind such a word, too short for an order's. */
const bareNumber = '(?<![\\d.])(\\d{1,6}(?:\\.\\d+)?)'
const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'
/** Whole names: nova 5 is no fifth of November. */
const monthNames = `(${months})(?:uary|ruary|ch|il|e|y|ust|t(?:ember)?|ober|ember)?`
const weekdays = 'mon|tue|wed|thu|fri|sat|sun'

/** Readers run in this order; each blanks out the text that it has read, for the later ones. */
const readers: readonly (readonly [RegExp, Reader])[] = [
  [
    /(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日|号)?(?:t?\s*(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?z?)?/g,
    ([year, month, day, hour, minute]) => [
      { kind: 'date', year: Number(year), month: Number(month), day: Number(day) },
      ...(hour ? [{ kind: 'time', minutes: Number(hour) * 60 + Number(minute) } as const] : []),
    ],
  ],
  [/(\d{1,2})月(?:份)?(\d{1,2})(?:日|号)?/g, ([month, day]) => date(month, day)],
  [
    new RegExp(
      `(?<![\\d.a-z/*+-])(0?[1-9]|1[0-2])[-/](0?[1-9]|[12]\\d|3[01])(?![\\d.%/a-z-]|\\((?![周星])|.{0,3}色|\\s*个?${spanUnit})(?!\\s*(?:元|块|折|件|点|${measured}))`,
      'g',
    ),
    ([month, day]) => date(month, day),
  ],
  [
    new RegExp(`\\b${monthNames}\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b`, 'g'),
    ([name, day]) => date(String(monthOf(name)), day),
  ],
  [
    new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?${monthNames}\\b`, 'g'),
    ([day, name]) => date(String(monthOf(name)), day),
  ],
  [
    /(上午|下午|晚上?|早上?|凌晨|中午|傍晚)?(\d{1,2}):(\d{2})(?!\s?(?:的?宽?屏|比例|显示))/g,
    ([part, hour, minute]) => time(part, hour, minute),
  ],
  [
    /(上午|下午|晚上?|早上?|凌晨|中午|傍晚)?(\d{1,2})点(?![击心读餐单])(半|[1-3]刻|\d{1,2})?(?!\d)/g,
    ([part, hour, minute]) => time(part, hour, minutesOf(minute)),
  ],
  [/(\d{1,2})()\s*(am|pm)\b/g, ([hour, , half]) => time(half === 'pm' ? '下午' : '', hour, '0')],
  [/满(\d+)元?(?:就|即|才)?(?:包邮|免邮|免运费)/g, ([from]) => amount(from)],
  [/满(\d+)元?(?:立?减|返|送)(\d+)元?/g, ([from, off]) => [amount(from), amount(off)]],
  [new RegExp(`(?:¥|rmb|cny|usd|\\$|人民币)\\s*${number}`, 'g'), ([value]) => amount(value)],
  [
    new RegExp(
      `${number}(?:${upTo}${number})?\\s*(?:元|块(?!电池|硬盘|屏|表|手表|蛋糕|布|肥皂|香皂|板|砖|玻璃|肉|毛巾|内存)钱?|圆|rmb|cny|yuan|usd|dollars?|人民币)${notInWord}(\\d)?`,
      'g',
    ),
    ([low, high, tenth]) => [amount(tenth ? `${low}.${tenth}` : low), ...(high ? [amount(high)] : [])],
  ],
  [
    new RegExp(`${number}\\s*(?:毛|角)${notInWord}`, 'g'),
    ([value]) => ({ kind: 'amount', value: Number(value) / 10 }),
  ],
  [new RegExp(`${number}\\s*分钱`, 'g'), ([value]) => ({ kind: 'amount', value: Number(value) / 100 })],
  [new RegExp(`${number}\\s*个?(?:%|折|积分|[京金]豆|percent)${notInWord}`, 'g'), ([value]) => amount(value)],
  [/第(\d{1,2})天/g, ([day]) => ({ kind: 'span', hours: (Number(day) - 1) * 24 })],
  [/次日|隔天|隔日/g, () => ({ kind: 'span', hours: 24 })],
  [/当天|当日/g, () => ({ kind: 'span', hours: 0 })],
  [
    new RegExp(`${number}(?:${upTo}${number})?\\s*个?多?\\s*${spanUnit}`, 'g'),
    ([low, high, name]) => spans([low, high], name ?? ''),
  ],
  [
    /(?<![大小a-z-]|客服|专员|工号|秘书|助理|管家|[路街道巷弄村厦])(\d{1,2})(?:日(?![本照式用常韩系历期夜抛化语])|号)(?!店|仓|库|楼|线|柜|门|院|室|厅|厂|馆|街|路|弄|巷|铺|机|码|色|电池|链接|客服|为您(?![送派配发退])|[^，,。！!\s]{0,8}(?:很高兴|为您服务))/g,
    ([day]) => ({ kind: 'date', day: Number(day) }),
  ],
  [
    new RegExp(`(\\d{1,2})月${notInWord}(?:份|底|初|中|末)?`, 'g'),
    ([month]) => ({ kind: 'date', month: Number(month) }),
  ],
  [
    /([上下])(?:个)?(?:周|星期|礼拜)([1-7日天])/g,
    ([which, day]) => [
      weekday(day === '日' || day === '天' ? 7 : Number(day)),
      { kind: 'period', period: which === '上' ? 'last-week' : 'next-week' },
    ],
  ],
  [/(?:周|星期|礼拜)([1-7日天])/g, ([day]) => weekday(day === '日' || day === '天' ? 7 : Number(day))],
  [
    new RegExp(`\\b(${weekdays})(?:day|sday|nesday|rsday|urday)?\\b`, 'g'),
    ([name]) => weekday(weekdays.split('|').indexOf(name ?? '') + 1),
  ],
  // An amount without its unit is one by the word before it, or by a sum's sign.
  [
    new RegExp(`(?:${priced})[^\\d，,。；;、\\n]{0,3}${bareNumber}(?![\\d.a-z-]|${counted})`, 'g'),
    ([value]) => amount(value),
  ],
  [
    new RegExp(`(?:${moved})[^\\d号单第，,。；;、]{0,4}${bareNumber}(?![\\d.a-z-]|${counted})`, 'g'),
    ([value]) => amount(value),
  ],
  [
    /(?:当时|之前|原先|原来|现在)(?:是|卖|只要|才)?\s?(\d{2,5}(?:\.\d{1,2})?)(?=$|[\s，,。！!？?哦呢了啊呀吧的])/g,
    ([value]) => amount(value),
  ],
  // With two decimals it is money, unless a unit says otherwise.
  [
    new RegExp(
      `(?<![\\d.a-z/-])(\\d{1,6}\\.\\d{2})(?![\\d.a-z%/-]|\\s*(?:${measured}|英里|平方?|平米))`,
      'g',
    ),
    ([value]) => amount(value),
  ],
  [/半价|对折/g, () => ({ kind: 'amount', value: 5 })],
  [new RegExp(`(?<=[\\s\\]\\d])=\\s*${number}(?![\\d.])`, 'g'), ([value]) => amount(value)],
]

/** What counts as a claim. */
interface Reading {
  /** `sentence` gives the one that the words stand in. */
  isClaim(text: string, words: RegExpExecArray, sentence: () => string): boolean
  states(text: string): readonly StateClaims[]
}

const ofAnswer: Reading = {
  isClaim: (text, { index, 0: words }, sentence) =>
    !isAsked(text, index + words.length) && happens.test(sentence()),
  states: statesIn,
}
/** In a shop's field a state counts wherever it is named. */
const ofSource: Reading = { isClaim: () => true, states: toldStatesIn }

/** The claims of each sentence. */
export function claimsIn(sentences: readonly string[]): readonly (readonly Claim[])[] {
  return readClaims(sentences, ofAnswer)
}

/** The claims of a text that a source told. */
export function toldClaimsIn(text: string): readonly Claim[] {
  return readClaims([text], ofSource).flat()
}

/** Each pattern goes over all sentences at once: thousands of short ones cost no more than one of their length. */
function readClaims(sentences: readonly string[], reading: Reading): readonly (readonly Claim[])[] {
  const joined = joinSentences(sentences)
  const claims: Claim[][] = sentences.map(() => [])
  let rest = withoutCourtesies(joined.text)
  for (const [pattern, read] of readers) {
    const sentenceAt = joined.inOrder()
    rest = rest.replace(pattern, (whole: string, ...more: unknown[]) => {
      const behindGroups = more.findIndex(one => typeof one === 'number')
      const found = [read(more.slice(0, behindGroups) as string[])].flat()
      claims[sentenceAt(Number(more[behindGroups]))]?.push(...found)
      return ' '.repeat(whole.length)
    })
  }
  for (const [word, claim] of wordClaims) {
    const sentenceAt = joined.inOrder()
    for (const words of rest.matchAll(word)) {
      const at = sentenceAt(words.index)
      if (reading.isClaim(rest, words, () => joined.partOf(rest, at))) claims[at]?.push(claim)
    }
  }
  for (const { state, places } of reading.states(joined.text)) {
    const sentenceAt = joined.inOrder()
    for (const place of places) claims[sentenceAt(place)]?.push({ kind: 'state', state })
  }
  return claims
}

function date(month: string | undefined, day: string | undefined): Claim {
  return { kind: 'date', month: Number(month), day: Number(day) }
}

function weekday(day: number): Claim {
  return { kind: 'date', weekday: day }
}

function amount(value: string | undefined): Claim {
  return { kind: 'amount', value: Number(value) }
}

function time(part: string | undefined, hour: string | undefined, minute: string | undefined): Claim {
  const isLater = (/下午|晚/.test(part ?? '') && Number(hour) < 12) || (part === '中午' && Number(hour) < 6)
  const minutes = (Number(hour) + (isLater ? 12 : 0)) * 60 + Number(minute ?? 0)
  // People say six for 18:00 when the half of the day is plain.
  return {
    kind: 'time',
    minutes,
    isOpen: !part && Number(hour) > 0 && Number(hour) < 12 && minute === undefined,
  }
}

function minutesOf(said: string | undefined): string | undefined {
  if (said === '半') return '30'
  return said?.endsWith('刻') ? String(15 * Number(said[0])) : said
}

function monthOf(name: string | undefined): number {
  return months.split('|').indexOf(name ?? '') + 1
}

const hoursOf: readonly (readonly [RegExp, number])[] = [
  [/^(?:小时|钟头|h)/, 1],
  [/^(?:分钟|min)/, 1 / 60],
  [/^(?:周|星期|礼拜|week)/, 168],
  [/^(?:月|month)/, 720],
  [/^(?:年|year)/, 8_760],
]

/** Lengths of time. A number over 1900 before the word year is a date. */
function spans(numbers: readonly (string | undefined)[], unit: string): readonly Claim[] {
  const hours = hoursOf.find(([name]) => name.test(unit))?.[1] ?? 24
  return numbers
    .filter(value => value !== undefined && value !== '')
    .map(Number)
    .map(value =>
      hours === 8_760 && value > 1_900
        ? { kind: 'date', year: value }
        : { kind: 'span', hours: value * hours },
    )
}
