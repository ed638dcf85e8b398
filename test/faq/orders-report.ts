// How well questions after one's own order are told from others: `npm run orders:report -- FILE`, FILE being the dialogs
// that order-labels.jsonl points into. The rules were tuned on the half of that name alone; the labels of both halves were
// given before that. Whoever tunes them on the other half, too, labels new messages first.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { orderTopics } from '../../src/faq/order-topics.js'
import { createRetriever } from '../../src/faq/retrieve.js'
import { packageRoot } from '../../src/root.js'
import { createSegment, entries } from '../support/faq/fixture.js'

type About = 'order' | 'refund' | 'else'

interface Label {
  readonly session: string
  readonly message: number
  readonly about: About
}

interface Judged extends Label {
  readonly text: string
  readonly told: About
}

/** The topics of a shop with a tool for orders and one for refunds. */
const ruled: ReadonlyMap<string, About> = new Map([
  ...['track-parcel', 'delivery-time', 'urge-delivery', 'shipping-time'].map(
    topic => [topic, 'order'] as const,
  ),
  ...['refund-arrival', 'refund-where'].map(topic => [topic, 'refund'] as const),
])

const [file, ...flags] = process.argv.slice(2)
if (file === undefined) {
  console.error('usage: npm run orders:report -- DIALOGS.jsonl [--faults]')
  process.exit(64)
}
report(file, flags.includes('--faults'))

function report(dialogsFile: string, withFaults: boolean): void {
  const dialogs = readRows<{ session: string; messages: { text: string }[] }>(dialogsFile)
  const texts = new Map(dialogs.map(({ session, messages }) => [session, messages]))
  const retriever = createRetriever(entries, createSegment())
  const judged = readRows<Label>(new URL('test/faq/order-labels.jsonl', packageRoot)).map(label => {
    // A customer writes 29号能到吗 where the data have a blank.
    const text = texts.get(label.session)?.[label.message]?.text.replaceAll('[数字x]', '29')
    if (text === undefined) throw new Error(`the dialogs lack ${label.session}/${label.message}`)
    const topic = orderTopics({ masked: text, matches: retriever.find(text, 1) }).find(one => ruled.has(one))
    return { ...label, text, told: ruled.get(topic ?? '') ?? 'else' }
  })
  printHalf('tuned on', judged.filter(isTuning))
  if (withFaults) printFaults(judged.filter(isTuning))
  printHalf(
    'held back',
    judged.filter(one => !isTuning(one)),
  )
}

function readRows<Row>(path: string | URL): Row[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.filter(line => line !== '').map(line => JSON.parse(line) as Row)
}

/** The half is chosen by the session alone, so that one dialog never stands in both. */
function isTuning({ session }: Label): boolean {
  return (createHash('sha256').update(session).digest().readUInt8(1) & 1) === 0
}

function printHalf(title: string, judged: readonly Judged[]): void {
  console.log(`${title}: ${judged.length} messages`)
  for (const kind of ['order', 'refund', 'else'] as const) {
    const among = judged.filter(({ about }) => about === kind)
    const right = among.filter(({ told }) => told === kind).length
    console.log(
      `  ${kind.padEnd(8)}${right} of ${among.length} told right, ${(right / among.length).toFixed(3)}`,
    )
  }
}

/** Of the tuned half alone: whoever reads the other one has tuned on it. */
function printFaults(judged: readonly Judged[]): void {
  for (const { about, told, text } of judged)
    if (told !== about) console.log(`  ${about}, told ${told}: ${text}`)
}
