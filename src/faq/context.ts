// Whether a turn is context-free: its answer depends on nothing said before and on nobody's order, so that it may be
// learned, shared and served from memory. Errs on the side of context: a question taken for bound only costs a call.
import { namesOrder, ownPurchase } from './order.js'
import { isCard } from './question.js'
import type { Smalltalk } from './smalltalk.js'

const pointsBack =
  /[这那它她他]|此|刚才|刚刚|方才|上面|前面|上述|以上|上次|上回|上一|之前|先前|同样|一样|另一|另外|其他|其它|还能|还可以|还有|还行|还要|还会|还得/
const follows =
  /^(?:也|又|再|还|就|所以|然后|但是|可是|不过|而且|因为|不是|是的|嗯|哦|噢|好的|好吧|行吧|对的|[好行对额是][,，。\s])/
const trailing = /[\p{Script=Han}\w](?:的|了)呢[?？]?$/u

/** `earlier` are the customer's turns before this one, oldest first. */
export function isContextFree(text: string, earlier: readonly string[], smalltalk: Smalltalk): boolean {
  const isNothing = (turn: string) => isCard(turn) || smalltalk(turn) !== undefined
  return standsAlone(text) && earlier.every(isNothing)
}

function standsAlone(text: string): boolean {
  const trimmed = text.trim()
  if (isCard(trimmed) || namesOrder(trimmed) || ownPurchase(trimmed)) return false
  return !pointsBack.test(trimmed) && !follows.test(trimmed) && !trailing.test(trimmed)
}
