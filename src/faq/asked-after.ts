// Whether a message asks after the customer's own order or refund: a logistic model over signs (order-signs.ts). Pure.
import type { FaqMatch } from '../offload/offload.js'
import { eachSign } from './order-signs.js'
import { orderWeights } from './order-weights.js'

export type AskedAfter = 'order' | 'refund'

/** Scores from which on a message is taken for one: few others reach them. */
const least: Readonly<Record<AskedAfter, number>> = { order: -128, refund: -209 }

/** What a sign is worth for a question after an order, and for one after a refund. */
type Worth = Readonly<Record<AskedAfter, number>>

const worths = worthsIn(orderWeights.signs)

/** Without any of these no message asks after an order, a parcel or money. */
const ofOwn = /[到送货发派收催件单递流运退返款钱哪等急库拿裹转仓寄来动停]/
/** Nothing was bought yet. */
const beforeBuying =
  /(?:现在|马上|如果)(?:再?拍|再?买|下单|订)|[还没未]下单|(?:今[天晚]|明天)(?:下单|拍下?|买)(?![的了])|点之?前(?:下单|拍|付款|买)(?![的了])/

/** `best` is what the FAQ's retrieval found, if anything. Undefined: it asks after neither. */
export function askedAfter(message: string, best: FaqMatch | undefined): AskedAfter | undefined {
  if (cannotAskAfter(message)) return undefined
  const found = new Set<Worth>()
  eachSign(message, best, sign => {
    const worth = worths.get(sign)
    if (worth !== undefined) found.add(worth)
  })
  let { order, refund } = orderWeights.bias
  for (const worth of found) {
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

function worthsIn(signs: string): ReadonlyMap<string, Worth> {
  const words = signs.split(/\s+/)
  const found = new Map<string, Worth>()
  for (let at = 0; at + 2 < words.length; at += 3)
    found.set(words[at] ?? '', { order: Number(words[at + 1]), refund: Number(words[at + 2]) })
  return found
}
