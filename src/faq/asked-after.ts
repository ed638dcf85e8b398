// Whether a message asks after the customer's own order or refund: a logistic model over signs (order-signs.ts). Pure.
import type { FaqMatch } from '../offload/offload.js'
import { signsIn } from './order-signs.js'
import { orderWeights } from './order-weights.js'

export type AskedAfter = 'order' | 'refund'

interface Model {
  readonly bias: number
  readonly worth: ReadonlyMap<string, number>
  /** Score from which on the message is taken for one: few others reach it. */
  readonly least: number
}

const models: Readonly<Record<AskedAfter, Model>> = {
  order: modelOf(orderWeights.order, -45),
  refund: modelOf(orderWeights.refund, -86),
}

/** Without any of these no message asks after an order, a parcel or money. */
const ofOwn = /[到送货发派收催件单递流运退返款钱哪等急库拿]/
/** Nothing was bought yet. */
const beforeBuying = /(?:现在|马上|如果)(?:再?拍|再?买|下单|订)|[还没未]下单/

/** `best` is what the FAQ's retrieval found, if anything. Undefined: it asks after neither. */
export function askedAfter(message: string, best: FaqMatch | undefined): AskedAfter | undefined {
  if (cannotAskAfter(message)) return undefined
  const signs = signsIn(message, best)
  return byLeads(lead(models.order, signs), lead(models.refund, signs))
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

/** By how much the message's score is above the least one. */
function lead({ bias, worth, least }: Model, signs: ReadonlySet<string>): number {
  let score = bias
  for (const sign of signs) score += worth.get(sign) ?? 0
  return score - least
}

function modelOf({ bias, signs }: { readonly bias: number; readonly signs: string }, least: number): Model {
  const words = signs.split(/\s+/)
  const worth = new Map<string, number>()
  for (let at = 0; at + 1 < words.length; at += 2) worth.set(words[at] ?? '', Number(words[at + 1]))
  return { bias, worth, least }
}
