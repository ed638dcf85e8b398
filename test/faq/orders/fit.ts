// Makes the weights of signs (src/faq/order-weights.ts) from labelled messages and the FAQ's own phrasings:
// `npm run orders:fit -- DIALOGS.jsonl QUESTIONS.txt`, the files that the labels point into (labelled.ts). Only the tuning
// half is read. The same files give the same weights. What the folds gave is printed.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { cannotAskAfter } from '../../../src/faq/asked-after.js'
import { signsIn } from '../../../src/faq/order-signs.js'
import { createRetriever } from '../../../src/faq/retrieve.js'
import { packageRoot } from '../../../src/root.js'
import { createSegment, entries } from '../../support/faq/fixture.js'
import { type About, labelledIn } from './labelled.js'
import { type Example, fitted } from './logistic.js'
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
/** A phrasing of the FAQ counts less than what a customer wrote. */
const PHRASING = 0.3
/** A sign of fewer messages says nothing. */
const FEWEST = 5
/** Stands before a sign in a message that the first reader labelled. */
const FIRST = 'first:'
/** A smaller weight is left out. */
const LEAST = 0.05
/** Parts of the messages that take turns in being judged. */
const FOLDS = 4
const LINE = 1_200

const [dialogs, questions] = process.argv.slice(2)
if (dialogs === undefined || questions === undefined) {
  console.error('usage: npm run orders:fit -- DIALOGS.jsonl QUESTIONS.txt')
  process.exit(64)
}
const retriever = createRetriever(entries, createSegment())
const phrasings = entries.flatMap(({ topic, questions: asked }) =>
  asked.map(text => ({
    about: families[topic] ?? 'else',
    weight: PHRASING,
    signs: twofold([...signsIn(text, undefined)]),
  })),
)
const messages = labelledIn(dialogs, questions)
  .filter(({ half, about }) => half === 'tuning' && about !== 'unclear')
  .map(({ about, from, hard, later, text }) => ({
    about,
    from,
    isNatural: later && !hard,
    isOut: cannotAskAfter(text),
    weight: 1,
    signs: readBy(later, [...signsIn(text, retriever.find(text, 1)[0])]),
  }))
const all: readonly { about: About; weight: number; signs: readonly string[] }[] = [...messages, ...phrasings]
const counts = new Map<string, number>()
for (const { signs } of all) for (const sign of signs) counts.set(sign, (counts.get(sign) ?? 0) + 1)
const usual = [...counts].filter(([, count]) => count >= FEWEST).map(([sign]) => sign)

tryFolds()
const modules = (['order', 'refund'] as const).map(kind => {
  const examples: Example[] = all.map(({ about, weight, signs }) => ({ is: about === kind, weight, signs }))
  const { bias, weights } = fitted(examples, usual)
  const kept = weights.filter(([sign, weight]) => Math.abs(weight) >= LEAST && !sign.startsWith(FIRST)).sort()
  const rows = kept.map(([sign, weight]) => `${sign} ${Math.round(100 * weight)}`)
  console.log(
    `${kind}: ${examples.filter(({ is }) => is).length} of ${examples.length}, ${kept.length} weights`,
  )
  return `  ${kind}: {\n    bias: ${Math.round(100 * bias)},\n    signs: ${linesOf(rows)},\n  },`
})
writeFileSync(
  new URL('src/faq/order-weights.ts', packageRoot),
  `// What each sign (order-signs.ts) is worth, in hundredths: made by \`npm run orders:fit\`, not by hand.

export const orderWeights = {
${modules.join('\n')}
} as const
`,
)

/** What to expect of messages that were not read, of those that later readers labelled: each quarter is judged by weights of the other three. */
function tryFolds(): void {
  const foldOf = (from: string) => createHash('sha256').update(from).digest().readUInt8(2) % FOLDS
  const judged = Array.from({ length: FOLDS }, (_, fold) => {
    const learned = [...messages.filter(({ from }) => foldOf(from) !== fold), ...phrasings]
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
