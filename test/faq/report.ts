// How well the FAQ serves real customers: `npm run faq:report -- FILE`, FILE being the dialogs that labels.jsonl
// points into. The weights were fitted on the half named "tuned on". Of the other half all but the last labels were
// read before the phrasings were finished, so expect new questions to do a few points worse than either half.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { CONFIDENT } from '../../src/faq/confidence.js'
import { strip } from '../../src/faq/question.js'
import { createRetriever, type Retriever } from '../../src/faq/retrieve.js'
import type { Segment } from '../../src/faq/terms.js'
import { packageRoot } from '../../src/root.js'
import { createSegment, entries } from '../support/faq/fixture.js'

interface Label {
  readonly session: string
  readonly message: number
  /** A topic's id, or one of the three kinds below. */
  readonly topic: string
}

interface Judged {
  readonly label: Label
  readonly text: string
  readonly found: string
  readonly isSure: boolean
}

const kinds = ['chit-chat', 'order-specific', 'other']

const [file] = process.argv.slice(2)
if (file === undefined) {
  console.error('usage: npm run faq:report -- DIALOGS.jsonl')
  process.exit(64)
}
report(file)

function report(dialogsFile: string): void {
  const texts = readTexts(dialogsFile)
  const segment = createSegment()
  const retriever = createRetriever(entries, segment)
  const labels = readRows<Label>(new URL('test/faq/labels.jsonl', packageRoot))
  const judged = labels.map(label => judge(label, texts, retriever))
  printHalf('tuned on', judged.filter(isTuning))
  printHalf(
    'held back',
    judged.filter(one => !isTuning(one)),
  )
  console.log(`leave-one-out over phrasings (10 folds): top-1 ${leaveOut(segment, 10).toFixed(3)}`)
  console.log(`a query: ${queryUs(retriever, judged).toFixed(0)} us`)
}

function readRows<Row>(path: string | URL): Row[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Row)
}

function readTexts(path: string): Map<string, readonly string[]> {
  const dialogs = readRows<{ session: string; messages: { text: string }[] }>(path)
  return new Map(dialogs.map(({ session, messages }) => [session, messages.map(({ text }) => text)]))
}

function judge(label: Label, texts: ReadonlyMap<string, readonly string[]>, retriever: Retriever): Judged {
  const text = texts.get(label.session)?.[label.message]
  if (text === undefined) throw new Error(`the dialogs lack ${label.session}/${label.message}`)
  const [best] = retriever.find(text, 1)
  return { label, text, found: best?.topic ?? '', isSure: (best?.confidence ?? 0) >= CONFIDENT }
}

/** The half is chosen by the session alone, so that one dialog never stands in both. */
function isTuning({ label }: Judged): boolean {
  return (createHash('sha256').update(label.session).digest().readUInt8(0) & 1) === 0
}

function printHalf(title: string, judged: readonly Judged[]): void {
  const asked = judged.filter(({ label }) => !kinds.includes(label.topic))
  const ofKind = (kind: string) => judged.filter(({ label }) => label.topic === kind)
  const chat = ofKind('chit-chat')
  const order = ofKind('order-specific')
  const wordy = order.filter(({ text }) => strip(text).length > 1)
  const lines: [string, readonly Judged[], (one: Judged) => boolean][] = [
    ['top-1 over questions with a topic', asked, isRight],
    ['… and confident', asked, one => isRight(one) && one.isSure],
    ['confident and wrong', asked, one => !isRight(one) && one.isSure],
    ['false-confident, chit-chat and order-specific', [...chat, ...order], isSure],
    ['  of these chit-chat', chat, isSure],
    ['  of these order-specific beyond a bare card', wordy, isSure],
    ['confident on other messages', ofKind('other'), isSure],
    ['confident overall', judged, isSure],
  ]
  console.log(`${title}: ${judged.length} messages`)
  for (const [name, among, counts] of lines)
    console.log(`  ${name.padEnd(48)}${shareOf(among, counts).toFixed(3)}  of ${among.length}`)
  printConfusions(asked)
}

function printConfusions(asked: readonly Judged[]): void {
  const counts = new Map<string, number>()
  for (const one of asked) {
    if (isRight(one)) continue
    const pair = `${one.label.topic} taken for ${one.found || 'nothing'}`
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  const worst = [...counts].sort(([, a], [, b]) => b - a)
  console.log(`  confusions: ${worst.map(([pair, count]) => `${pair} ${count}`).join(', ') || 'none'}`)
}

function isRight({ label, found }: Judged): boolean {
  return label.topic === found
}

function isSure(one: Judged): boolean {
  return one.isSure
}

function shareOf<T>(among: readonly T[], counts: (one: T) => boolean): number {
  return among.length === 0 ? 0 : among.filter(counts).length / among.length
}

/** Top-1 of phrasings asked of an index that lacks them: how far the data reaches beyond itself. */
function leaveOut(segment: Segment, folds: number): number {
  const outcomes: boolean[] = []
  for (let fold = 0; fold < folds; fold++) {
    const isIn = (_: string, at: number) => at % folds !== fold
    const rest = entries.map(entry => ({ ...entry, questions: entry.questions.filter(isIn) }))
    const retriever = createRetriever(rest, segment)
    for (const { topic, questions } of entries)
      for (const [at, question] of questions.entries())
        if (!isIn(question, at)) outcomes.push(retriever.find(question, 1)[0]?.topic === topic)
  }
  return shareOf(outcomes, right => right)
}

/** Processor time, so that a busy machine does not count. */
function queryUs(retriever: Retriever, judged: readonly Judged[]): number {
  const rounds = 5
  const start = process.cpuUsage()
  for (let round = 0; round < rounds; round++) for (const { text } of judged) retriever.find(text, 3)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / (rounds * judged.length)
}
