// Makes the weights of signs (src/faq/order-weights.ts) from labelled messages, made-up ones and the FAQ's own phrasings:
// `npm run orders:fit -- DIALOGS.jsonl QUESTIONS.txt`, the files that the labels point into (labelled.ts). Only the tuning
// half and what earlier draws had passed over are read. The same files give the same weights. What is printed, among it
// what the folds gave, is the program's result.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { cannotAskAfter } from '../../../src/faq/asked-after.js'
import { signsIn } from '../../../src/faq/order-signs.js'
import { createRetriever } from '../../../src/faq/retrieve.js'
import { packageRoot } from '../../../src/root.js'
import { createSegment, entries } from '../../support/faq/fixture.js'
import { type About, labelledIn, madeUp } from './labelled.js'
import { type Example, fitted, type Sized } from './logistic.js'
import { thresholdsFor } from './thresholds.js'

/** What is asked after by the FAQ's topics. */
const families: Readonly<Record<string, About>> = {
  'track-parcel': 'order',
  'delivery-time': 'order',
  'urge-delivery': 'order',
  'shipping-time': 'order',
  'refund-arrival': 'refund',
  'refund-where': 'refund',
}
/** What no customer wrote, a phrasing of the FAQ or a message that was made up, counts less. */
const MADE = 0.3
/** So does a message of which the weights of then were unsure, or that the first reader labelled. */
const UNUSUAL = 0.6
/** A sign of fewer messages says nothing. */
const FEWEST = 7
/** The size of a sign (logistic.ts) falls with this power of how many messages have it: rare ones may weigh more. */
const RARER = 0.25
/** The size of what is particular to one reader or writer. */
const PARTICULAR = 0.6
/** Stands before a sign in a message that the first reader labelled, or that no customer wrote. */
const FIRST = 'first:'
/** A smaller weight is left out. */
const LEAST = 0.03
/** Parts of the messages that take turns in being judged. */
const FOLDS = 4
const LINE = 2_400

const [dialogs, questions] = process.argv.slice(2)
if (dialogs === undefined || questions === undefined) {
  console.error('usage: npm run orders:fit -- DIALOGS.jsonl QUESTIONS.txt')
  process.exit(64)
}
const retriever = createRetriever(entries, createSegment())
const phrasings = entries.flatMap(({ topic, questions: asked }) =>
  asked.map(text => ({
    about: families[topic] ?? 'else',
    weight: MADE,
    signs: twofold([...signsIn(text, undefined)]),
  })),
)
const made = madeUp().map(({ about, text }) => ({
  about,
  weight: MADE,
  signs: twofold([...signsIn(text, retriever.find(text, 1)[0])]),
}))
const messages = labelledIn(dialogs, questions)
  .filter(({ half, about }) => (half === 'tuning' || half === 'passed') && about !== 'unclear')
  .map(({ about, from, half, hard, later, text }) => ({
    about,
    from,
    isNatural: later && !hard && half === 'tuning',
    isOut: cannotAskAfter(text),
    weight: later && !hard ? 1 : UNUSUAL,
    signs: readBy(later, [...signsIn(text, retriever.find(text, 1)[0])]),
  }))
const unwritten = [...made, ...phrasings]
const all: readonly { about: About; weight: number; signs: readonly string[] }[] = [...messages, ...unwritten]
const usual = sizedIn(all.map(({ signs }) => signs))

tryFolds()
const [order, refund] = (['order', 'refund'] as const).map(kind => {
  const examples: Example[] = all.map(({ about, weight, signs }) => ({ is: about === kind, weight, signs }))
  console.log(`${kind}: ${examples.filter(({ is }) => is).length} of ${examples.length}`)
  return fitted(examples, usual)
})
if (order === undefined || refund === undefined) throw new Error('there are two kinds')
const rows = order.weights
  .map(([sign, weight], at) => [sign, weight, refund.weights[at]?.[1] ?? 0] as const)
  .filter(([sign, ...both]) => !sign.startsWith(FIRST) && both.some(weight => Math.abs(weight) >= LEAST))
  .map(([sign, ...both]) => [sign, ...both.map(hundredths)].join(' '))
  .sort()
console.log(`${rows.length} signs`)
writeFileSync(
  new URL('src/faq/order-weights.ts', packageRoot),
  `// What each sign (order-signs.ts) is worth for a question after an order and for one after a refund, in hundredths: made by
// \`npm run orders:fit\`, not by hand.

export const orderWeights = {
  bias: { order: ${hundredths(order.bias)}, refund: ${hundredths(refund.bias)} },
  signs: ${linesOf(rows)},
}
`,
)

/** What to expect of messages that were not read, of those that later readers labelled: each quarter is judged by weights of the other three. */
function tryFolds(): void {
  const foldOf = (from: string) => createHash('sha256').update(from).digest().readUInt8(2) % FOLDS
  const judged = Array.from({ length: FOLDS }, (_, fold) => {
    const learned = [...messages.filter(({ from }) => foldOf(from) !== fold), ...unwritten]
    const [order, refund] = [scorerOf('order', learned), scorerOf('refund', learned)]
    return messages
      .filter(({ from, isNatural }) => isNatural && foldOf(from) === fold)
      .map(({ about, isOut, signs }) => ({
        about,
        order: isOut ? Number.NEGATIVE_INFINITY : order(signs),
        refund: isOut ? Number.NEGATIVE_INFINITY : refund(signs),
      }))
  }).flat()
  for (const most of [0.01, 0.015, 0.017, 0.02, 0.025, 0.03, 0.05]) {
    const { told, wrong, order, refund } = thresholdsFor(judged, most)
    console.log(
      `${told.toFixed(3)} told and ${wrong.toFixed(3)} of others, order from ${order.toFixed(2)}, refund from ${refund.toFixed(2)}`,
    )
  }
}

/**
 * The first reader drew some lines elsewhere than the later ones: a sign in what he labelled counts twice, as itself and as one of
 * his. What is particular to him is learned by the latter, which is left out of the product.
 */
function readBy(later: boolean, signs: readonly string[]): readonly string[] {
  return later ? signs : twofold(signs)
}

function twofold(signs: readonly string[]): readonly string[] {
  return [...signs, ...signs.map(sign => FIRST + sign)]
}

function scorerOf(kind: 'order' | 'refund', learned: typeof all): (signs: readonly string[]) => number {
  const examples = learned.map(({ about, weight, signs }) => ({ is: about === kind, weight, signs }))
  const { bias, weights } = fitted(examples, usual)
  const worth = new Map(weights)
  return signs => signs.reduce((sum, sign) => sum + (worth.get(sign) ?? 0), bias)
}

/** The signs that are frequent enough, with their sizes: on average about 1. */
function sizedIn(all: readonly (readonly string[])[]): readonly Sized[] {
  const counts = new Map<string, number>()
  for (const signs of all) for (const sign of signs) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  const frequent = [...counts].filter(([, count]) => count >= FEWEST)
  const mean = frequent.reduce((sum, [, count]) => sum + count, 0) / frequent.length
  return frequent.map(([sign, count]) => [
    sign,
    (count / mean) ** -RARER * (sign.startsWith(FIRST) ? PARTICULAR : 1),
  ])
}

function hundredths(weight: number): number {
  return Math.round(100 * weight)
}

/** A template of a few long lines: names of signs hold neither blank nor backtick. */
function linesOf(rows: readonly string[]): string {
  const lines: string[] = ['']
  for (const row of rows) {
    const last = lines.at(-1) ?? ''
    if (last.length > LINE) lines.push(row)
    else lines[lines.length - 1] = last === '' ? row : `${last} ${row}`
  }
  return `\`${lines.join('\n')}\``
}
