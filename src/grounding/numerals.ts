// Writes numbers in one form: Arabic digits without thousands separators. Pure. A Han numeral counts where a unit
// follows it, so that words such as 一下 or 万一 stay unchanged.
import { notInWord } from './units.js'

const digits = '零〇一二两三四五六七八九'
const values: ReadonlyMap<string, number> = new Map([
  ...[...'零一二三四五六七八九'].map((digit, value) => [digit, value] as const),
  ['〇', 0],
  ['两', 2],
])
const tens: ReadonlyMap<string, number> = new Map([
  ['十', 10],
  ['百', 100],
  ['千', 1_000],
])

const unit = `(?:个?(?:多?元|块|圆|毛|角|分钱|天|日|号|月|年|工作日|自然日|小时|钟头|分钟|周|星期|礼拜|点(?!儿|评|赞)|折|积分|京豆)${notInWord})`
const counted = new RegExp(`([${digits}十百千万]+)(?=${unit})`, 'g')
/** 周三, 十月初五: the numeral follows its unit. */
const ordinal = new RegExp(`(?<=周|星期|礼拜|月|块)([${digits}十]+)`, 'g')
/** 三点二十, 两点零五, 三点一刻; 三点一定 is none. */
const minutes = new RegExp(`(?<=\\d点)([${digits}]?十[${digits}]?|[零〇][${digits}]|[一三](?=刻))`, 'g')
/** 满三百减四十: the numerals of an offer have no unit. */
const offer = new RegExp(`满([${digits}十百千万]+)(元?立?[减返送])([${digits}十百千万]+)`, 'g')
/** Longer runs are order numbers or nonsense, and could keep the patterns busy. */
const tooLong = new RegExp(`\\d{12,}|[${digits}十百千万]{13,}`, 'g')
const percent = new RegExp(`百分之([${digits}十百]+)`, 'g')
/** 早一点 and similar words name no hour; 今早一点 does. */
const aBit = /(?<![午上晨]|[今明昨][早晚])一点(?!钟|半|前|之前|以前|到|至|后|\d)/g
/** Together, which is no money: 一块发货. */
const together =
  /一块(?=儿?(?:给|帮|为|发|送|退|寄|买|下单|配送|派送|处理|申请|开|取|带|到|过来|过去|取消|付|结算|安装))/g
/** Long, which is no length of time: 等了半天, 百年好合. */
const long =
  /(?<=[等了老大好])半天(?=[了才没都也还，,。！!\s]|$)|(?<![一二两三四五六七八九十几\d])[百千万]年/g

const englishNumbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
/** Two days; two of them are none. */
const english = new RegExp(
  `\\b(${englishNumbers.join('|')})(?=(?:[ -](?:to|or)[ -](?:${englishNumbers.join('|')}))?[ -](?:(?:business|working) )?(?:days?|hours?|weeks?|months?|minutes?|yuan|dollars?)\\b)`,
  'g',
)

/** The text in its compatible form (NFKC), in lower case, its numerals written with Arabic digits. */
export function withArabic(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(tooLong, ' ')
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
    .replace(aBit, '有些')
    .replace(english, word => String(englishNumbers.indexOf(word) + 1))
    .replace(together, '一起')
    .replace(long, '很久')
    .replace(percent, (_, numeral: string) => `${arabic(numeral)}%`)
    .replace(offer, (_, from: string, verb: string, off: string) => `满${arabic(from)}${verb}${arabic(off)}`)
    .replace(counted, (_, numeral: string) => arabic(numeral))
    .replace(minutes, (_, numeral: string) => arabic(numeral))
    .replace(ordinal, (_, numeral: string) => arabic(numeral))
    .replace(/半(?=个?(?:天|日|月|年|小时|钟头|周|星期))/g, '0.5')
}

/** 二十九 is 29, 二零二六 is 2026, 三五 is 3-5. */
function arabic(numeral: string): string {
  if (/[十百千万]/.test(numeral)) return String(placed(numeral))
  const plain = Array.from(numeral, digit => values.get(digit) ?? 0)
  const [first = 0, second] = plain
  const isRange = plain.length === 2 && second !== undefined && second > first && first > 0
  return isRange ? plain.join('-') : plain.join('')
}

/** 一百二 is 120, 一百零二 is 102. */
function placed(numeral: string): number {
  let sum = 0
  let section = 0
  let digit: number | undefined
  let last = 1
  for (const character of numeral) {
    const ten = tens.get(character)
    if (character === '万') {
      sum += (section + (digit ?? 0) || 1) * 10_000
      section = 0
      digit = undefined
      last = 1_000
    } else if (ten !== undefined) {
      section += (digit ?? 1) * ten
      digit = undefined
      last = ten / 10
    } else {
      digit = values.get(character)
      if (digit === 0) last = 1
    }
  }
  return sum + section + (digit ?? 0) * last
}
