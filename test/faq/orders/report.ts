// Prints how well questions after one's own order are told from others: `npm run orders:report -- DIALOGS.jsonl [QUESTIONS.txt]`, the
// files that the labels point into (labelled.ts). --faults lists those of the tuning half alone: whoever reads another has
// tuned on it, and labels new messages first.
import { orderTopics } from '../../../src/faq/order-topics.js'
import { createRetriever } from '../../../src/faq/retrieve.js'
import { createSegment, entries } from '../../support/faq/fixture.js'
import { type About, type Half, type Labelled, labelledIn } from './labelled.js'

interface Judged extends Labelled {
  readonly told: About
}

/** The topics of a shop with a tool for orders and one for refunds. */
const ruled: ReadonlyMap<string, About> = new Map([
  ...['track-parcel', 'delivery-time', 'urge-delivery', 'shipping-time'].map(
    topic => [topic, 'order'] as const,
  ),
  ...['refund-arrival', 'refund-where'].map(topic => [topic, 'refund'] as const),
])

const files = process.argv.slice(2).filter(one => !one.startsWith('--'))
const [dialogs, questions] = files
if (dialogs === undefined) {
  console.error('usage: npm run orders:report -- DIALOGS.jsonl [QUESTIONS.txt] [--faults]')
  process.exit(64)
}
const retriever = createRetriever(entries, createSegment())
const judged = labelledIn(dialogs, questions).map((one): Judged => {
  const topic = orderTopics({ masked: one.text, matches: retriever.find(one.text, 1) }).find(known =>
    ruled.has(known),
  )
  return { ...one, told: ruled.get(topic ?? '') ?? 'else' }
})
for (const half of ['tuning', 'held', 'unseen', 'passed'] as const) printHalf(half)
if (process.argv.includes('--faults')) printFaults()

function printHalf(half: Half): void {
  const own = judged.filter(one => one.half === half)
  if (own.length === 0) return
  const unclear = own.filter(({ about }) => about === 'unclear').length
  console.log(`${half}: ${own.length} messages, ${unclear} of them unclear`)
  const rows: readonly (readonly [string, readonly About[]])[] = [
    ['order', ['order']],
    ['refund', ['refund']],
    ['both', ['order', 'refund']],
    ['else', ['else']],
  ]
  for (const [title, kinds] of rows) {
    const among = own.filter(({ about }) => kinds.includes(about))
    const right = among.filter(({ about, told }) => told === about).length
    console.log(
      `  ${title.padEnd(8)}${right} of ${among.length} told right, ${(right / among.length).toFixed(3)}`,
    )
  }
}

function printFaults(): void {
  for (const { about, half, told, text } of judged)
    if (half === 'tuning' && about !== 'unclear' && told !== about)
      console.log(`  ${about}, told ${told}: ${text}`)
}
