// Customers' questions: a mix of questions that everybody asks in the same words and of questions asked once.
// Pure; the caller reads the files.
import { readScript } from '../../tools/replay/script.js'

/** `hot`: pinned beforehand; `faq`: an exact phrasing of the FAQ; `unique`: in words that occur once; `order`: about the
 *  customer's own order; `person`: for a person instead of an answer. */
export type QuestionKind = 'hot' | 'faq' | 'unique' | 'order' | 'person'

export interface Question {
  readonly kind: QuestionKind
  readonly text: string
}

export interface QuestionStock {
  readonly hot: readonly string[]
  readonly faq: readonly string[]
  /** Real questions; each gets a mark that makes it unique. */
  readonly real: readonly string[]
}

export interface Shares {
  /** Of all; the others are parts of the rest. */
  readonly order: number
  readonly person: number
  readonly hot: number
  readonly faq: number
}

/** The server's default TEXT_MAX, less room for the mark. */
const TEXT_MAX = 1990

/** A file's questions: one a line, or dialogs as the replay tool takes them. Throws when it holds none. */
export function readQuestions(content: string): string[] {
  const texts = content.trimStart().startsWith('{')
    ? readScript(content, { scenes: Number.MAX_SAFE_INTEGER, textMax: TEXT_MAX }).scenes.flatMap(s => s.texts)
    : content.split('\n').map(line => [...line.trim()].slice(0, TEXT_MAX).join(''))
  const questions = texts.filter(text => text !== '')
  if (questions.length === 0) throw new RangeError('the file of questions is empty')
  return questions
}

/** Exact phrasings of an FAQ file (NDJSON), each topic's first ones. */
export function readPhrasings(content: string, perTopic: number): string[] {
  const lines = content.split('\n').filter(line => line.trim() !== '')
  return lines.flatMap(line => (JSON.parse(line) as { questions: string[] }).questions.slice(0, perTopic))
}

/** One question after another. A share without questions goes to the next kind. `random` is in [0, 1). */
export function createMix(stock: QuestionStock, shares: Shares, random: () => number): () => Question {
  let asked = 0
  const pick = (texts: readonly string[]) => texts[Math.floor(random() * texts.length)] ?? ''
  return () => {
    const special = random()
    if (special < shares.order) return { kind: 'order', text: pick(orderQuestions) }
    if (special < shares.order + shares.person) return { kind: 'person', text: pick(personWishes) }
    const draw = random()
    if (draw < shares.hot && stock.hot.length > 0) return { kind: 'hot', text: pick(stock.hot) }
    if (draw < shares.hot + shares.faq && stock.faq.length > 0) return { kind: 'faq', text: pick(stock.faq) }
    asked++
    return { kind: 'unique', text: `${pick(stock.real)} #${asked.toString(36)}` }
  }
}

/** Pinned in a cluster of our own, so that there are hot answers from the first second on. */
export const pinned = [
  { question: '活动几点开始', answer: '活动开始的时间以会场页面显示为准，开抢前会有提醒。' },
  { question: '红包怎么领', answer: '在活动会场顶部点“领红包”，领到的红包会放进“我的红包”。' },
  { question: '满减能叠加吗', answer: '能否叠加以结算页显示的优惠明细为准，下单前可以展开查看。' },
  { question: '赠品是随单一起发吗', answer: '赠品的发货方式写在商品页的活动说明里，下单前请留意。' },
] as const

/** What customers ask of an order without naming it. */
const orderQuestions = ['我的订单到哪了', '我的快递到哪了', '我的快递到哪儿了', '什么时候到'] as const

/** How customers ask for a person. */
export const personWishes = ['转人工', '人工客服', '找真人客服', '帮我转人工客服，谢谢'] as const

/** Asked when no file of real questions is named. */
export const ownQuestions = [
  '我上周买的那个吹风机噪音特别大，还能处理吗',
  '收货的时候不在家，能放到楼下便利店吗',
  '这款锅电磁炉能用吗，燃气灶呢',
  '两个订单可以合在一起寄吗',
  '我家门口的台阶比较高，冰箱能帮忙搬上楼吗',
  '刚才看还有货，怎么现在就抢完了',
  '羽绒服洗了一次就跑毛，想问问怎么弄',
  '送给长辈的，能不能不放价格单',
  '孩子一岁半，这个奶瓶合适吗',
  '打开发现少了一颗螺丝，可以补寄吗',
  '客服说今天给我回电话，一直没有等到',
  '我想把颜色换成蓝色的，还没发货呢',
] as const
