// Whether a message asks after the customer's own order or refund: a logistic model over signs (order-signs.ts). Pure.
import type { FaqMatch } from '../offload/offload.js'
import { walkSigns } from './order-signs.js'
import { orderWeights } from './order-weights.js'

export type AskedAfter = 'order' | 'refund'

/** Scores from which on a message is taken for one: in the folds of `npm run orders:fit` at most 1.5 % of the others reach them. */
const least: Readonly<Record<AskedAfter, number>> = { order: -108, refund: -169 }

/** Signs by their letters: what one is worth, and those that begin with it. Most beginnings are signs themselves. */
interface Branch {
  readonly worth: { order: number; refund: number }
  next: Map<number | string, Branch> | undefined
}

const signs = branchesOf(orderWeights.signs)

/** Without any of these no message asks after an order, a parcel or money. */
const ofOwn = /[到送货发派收催件单递流运退返款钱哪等急库拿裹转仓寄来动停]/
/** Nothing was bought yet. */
const beforeBuying =
  /(?:现在|马上|如果)(?:再?拍|再?买|下单|订)|[还没未]下单|(?:今[天晚]|明天)(?:下单|拍下?|买)(?![的了])|点之?前(?:下单|拍|付款|买)(?![的了])/

/** `best` is what the FAQ's retrieval found, if anything. Undefined: it asks after neither. */
export function askedAfter(message: string, best: FaqMatch | undefined): AskedAfter | undefined {
  if (cannotAskAfter(message)) return undefined
  const found = new Set<Branch>()
  walkSigns(message, best, {
    start: signs,
    step: (branch, letter) => branch.next?.get(letter),
    end: branch => found.add(branch),
  })
  let { order, refund } = orderWeights.bias
  for (const { worth } of found) {
    order += worth.order
    refund += worth.refund
  }
  return byLeads(order - least.order, refund - least.refund)
}

/** What a message asks after by how much its two scores are above the least ones. */
export function byLeads(order: number, refund: number): AskedAfter | undefined {
  if (refund >= 0 && refund >= order) return 'refund'
  return order >= 0 ? 'order' : undefined
}

/** A few words tell it of most messages, at no cost. */
export function cannotAskAfter(message: string): boolean {
  return !ofOwn.test(message) || beforeBuying.test(message)
}

function branchesOf(signs: string): Branch {
  const root = branch()
  const words = signs.split(/\s+/)
  for (let at = 0; at + 2 < words.length; at += 3) {
    const { worth } = lettersOf(words[at] ?? '').reduce(grow, root)
    worth.order = Number(words[at + 1])
    worth.refund = Number(words[at + 2])
  }
  return root
}

function branch(): Branch {
  return { worth: { order: 0, refund: 0 }, next: undefined }
}

function grow(from: Branch, letter: number | string): Branch {
  from.next ??= new Map()
  const grown = from.next.get(letter) ?? branch()
  from.next.set(letter, grown)
  return grown
}

/** A kind is one letter, or two are. */
function lettersOf(sign: string): readonly (number | string)[] {
  if (sign.startsWith('#')) return sign.split(/(?=#)/)
  return Array.from({ length: sign.length }, (_, at) => sign.charCodeAt(at))
}
