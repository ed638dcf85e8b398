// The two scores from which on a message is taken for a question after an order or a refund: those that tell most of the
// questions right while no more than a share of the others is taken for one.
import { byLeads } from '../../../src/faq/asked-after.js'
import type { About } from './labelled.js'

export interface Scored {
  readonly about: About
  readonly order: number
  readonly refund: number
}

interface Found {
  readonly told: number
  readonly wrong: number
  readonly order: number
  readonly refund: number
}

/** Scores that are tried: each is reached by one more of so many others. */
const TRIED = 50

export function thresholdsFor(messages: readonly Scored[], mostWrong: number): Found {
  const others = messages.filter(({ about }) => about === 'else')
  const questions = messages.filter(({ about }) => about !== 'else')
  let best: Found = { told: 0, wrong: 0, order: Number.POSITIVE_INFINITY, refund: Number.POSITIVE_INFINITY }
  const orders = highest(
    others.map(one => one.order),
    0.1,
  )
  const refunds = highest(
    others.map(one => one.refund),
    0.03,
  )
  for (const order of orders)
    for (const refund of refunds) {
      const wrong = others.filter(one => takenFor(one, order, refund) !== 'else').length / others.length
      if (wrong > mostWrong) continue
      const told =
        questions.filter(one => takenFor(one, order, refund) === one.about).length / questions.length
      if (told > best.told) best = { told, wrong, order, refund }
    }
  return best
}

function takenFor(one: Scored, order: number, refund: number): About {
  return byLeads(one.order - order, one.refund - refund) ?? 'else'
}

function highest(scores: readonly number[], share: number): number[] {
  const sorted = [...scores].sort((one, other) => other - one)
  const step = Math.max(1, Math.round((share * sorted.length) / TRIED))
  return Array.from({ length: TRIED }, (_, at) => sorted[at * step] ?? Number.POSITIVE_INFINITY)
}
