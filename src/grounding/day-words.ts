// Words that stand for a day, a part of it, or some days: tomorrow, in the afternoon, next week. Pure.
import type { Claim, DayPart, Period } from './claim-kinds.js'

/** A word for a day is a claim only in a sentence with such an event: 今天有什么可以帮您 claims nothing. */
export const happens =
  /(?<![帮感遇看查收得提做听找等想联系碰直料])到|收到(?!您)|送|发[货出]|派|配送|退|寄|签收|取件|上门|处理|完成|审核|揽|结果|回复|更新|有货|安装|开具|arriv|deliver|ship|refund|dispatch|come|reach/
const dayWords: readonly (readonly [RegExp, number])[] = [
  [/大后天/g, 3],
  [/(?<!大)后天|day after tomorrow/g, 2],
  [/明[天日早晚]|(?<!after )tomorrow/g, 1],
  [/今[天日早晚]|today|tonight/g, 0],
  [/昨[天日晚]|yesterday/g, -1],
  [/(?<!大)前天/g, -2],
  [/大前天/g, -3],
]

const partWords: readonly (readonly [RegExp, DayPart])[] = [
  [/凌晨/g, 'night'],
  [/(?:早上|上午|明早|今早)(?!好)/g, 'morning'],
  [/中午(?!好)/g, 'noon'],
  [/下午(?!好)/g, 'afternoon'],
  [/(?:晚上|今晚|明晚|傍晚)(?!好)/g, 'evening'],
]
const periodWords: readonly (readonly [RegExp, Period])[] = [
  [/上(?:个)?(?:周|星期|礼拜)(?![1-7日末天])/g, 'last-week'],
  [/(?:这|本)(?:个)?(?:周|星期|礼拜)(?![1-7日末天])/g, 'this-week'],
  [/下(?:个)?(?:周|星期|礼拜)(?![1-7日末天])/g, 'next-week'],
  [/(?<![是逢遇下])(?:周|星期|礼拜)末(?![、,，和]?(?:节假日|可能|顺延|休息|不|银行|除外|会慢))/g, 'weekend'],
  [/下(?:个)?(?:周|星期|礼拜)末/g, 'next-weekend'],
  [/月初/g, 'month-start'],
  [/月底|月末/g, 'month-end'],
  [/上个?月(?!\d)/g, 'last-month'],
  [/下个?月(?!\d)/g, 'next-month'],
]

/** Behind such a word: the sentence only asks. 明天送可以吗 is an offer. */
const asked = /^[^，,。；;！!\s可好行]{0,8}[吗么]/

/** Whether the word that ends there is part of a question. */
export const isAsked = (text: string, end: number) => asked.test(text.slice(end, end + 10))

/** Words for days, their parts and the weeks around, each with its claim. */
export const wordClaims: readonly (readonly [RegExp, Claim])[] = [
  ...dayWords.map(([word, offset]) => [word, { kind: 'day', offset }] as const),
  ...partWords.map(([word, part]) => [word, { kind: 'part', part }] as const),
  ...periodWords.map(([word, period]) => [word, { kind: 'period', period }] as const),
]
