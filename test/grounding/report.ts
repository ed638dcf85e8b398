// Prints how many made-up claims are caught in what real seats wrote: `npm run grounding:report -- FILE`, FILE being the dialogs
// that the rows of seats*.ndjson point into. A row fills the blanks of a message and names the sources of the answer. Each
// draw is of dialogs that no row tuned on until then names: messages of seats with a number or a word such as 已, 到账 or
// 配送, of 9 to 169 characters, in the order of a hash. Some of those that claim something were given sources for it, by
// their place in that order, the others none; messages that cannot be judged were left out. seats-learned.ndjson holds three
// draws that judged the rules once and were learned from then. The rows of unseen.ndjson are answers after such messages,
// written when the rules were done; nothing was changed for them. Whoever tunes on them writes new ones first.
import { readFileSync } from 'node:fs'
import { createCheckedAnswer } from '../../src/grounding/checked-answer.js'
import { packageRoot } from '../../src/root.js'

interface Sources {
  readonly results?: readonly object[]
  readonly facts?: string
  /** What the customer asked. */
  readonly said?: string
  /** The answer claims what no source says. */
  readonly made: boolean
}

interface Row extends Sources {
  readonly session: string
  readonly message: number
  /** For the message's numbers, amounts, dates and times, in their order. */
  readonly fill?: readonly string[]
}

/** An answer in full. */
interface Written extends Sources {
  readonly answer: string
}

/** Saturday, 28 November 2026, noon of the shop's clock. */
const now = Date.UTC(2026, 10, 28, 4)

const [file] = process.argv.slice(2)
if (file === undefined) {
  console.error('usage: npm run grounding:report -- DIALOGS.jsonl')
  process.exit(64)
}
report(file)

function report(dialogsFile: string): void {
  const dialogs = readRows<{ session: string; messages: { text: string }[] }>(dialogsFile)
  const texts = new Map(dialogs.map(({ session, messages }) => [session, messages]))
  for (const name of ['seats', 'seats-fresh', 'seats-learned']) {
    console.log(`${name}:`)
    reportOn(readRows<Row>(new URL(`test/grounding/${name}.ndjson`, packageRoot)), texts)
  }
  console.log('unseen:')
  const unseen = readRows<Written>(new URL('test/grounding/unseen.ndjson', packageRoot))
  printJudged(unseen.map(row => ({ made: row.made, isDropped: isDropped(row, row.answer) })))
}

type Texts = ReadonlyMap<string, readonly { readonly text: string }[]>

function reportOn(rows: readonly Row[], texts: Texts): void {
  const judged = rows.map(row => {
    const text = texts.get(row.session)?.[row.message]?.text
    if (text === undefined) throw new Error(`the dialogs lack ${row.session}/${row.message}`)
    return { made: row.made, isDropped: isDropped(row, filled(text, row.fill ?? [])) }
  })
  printJudged(judged)
}

function printJudged(judged: readonly { readonly made: boolean; readonly isDropped: boolean }[]): void {
  const made = judged.filter(row => row.made)
  const sound = judged.filter(row => !row.made)
  print('made-up claims caught', made.filter(row => row.isDropped).length, made.length)
  print('sound answers lost', sound.filter(row => row.isDropped).length, sound.length)
}

function readRows<T>(path: string | URL): T[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.filter(line => line !== '').map(line => JSON.parse(line) as T)
}

/** The message with its blanks filled; names and places get words that claim nothing. */
function filled(text: string, fill: readonly string[]): string {
  let next = 0
  return text
    .replace(/\[(?:数字|金额|日期|时间)x\]/g, () => fill[next++] ?? '')
    .replace(/\[(站点|地址|姓名)x\]/g, '城北站')
    .replace(/\[[^[\]]{1,8}x\]/g, '')
}

function isDropped({ results = [], facts = '', said = '' }: Sources, text: string): boolean {
  const checked = createCheckedAnswer(now)
  for (const ground of [said, facts]) checked.add({ kind: 'text', text: ground })
  for (const result of results) checked.add({ kind: 'result', text: JSON.stringify({ result }) })
  return checked.keep(text).dropped > 0
}

function print(what: string, count: number, of: number): void {
  console.log(`  ${what}: ${count} of ${of}, ${(count / of).toFixed(3)}`)
}
