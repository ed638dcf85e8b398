// Answers of models with their sources: made-up claims are found, claims with a source stay.
import { readFileSync } from 'node:fs'
import t from 'tap'
import { createCheckedAnswer } from '../../src/grounding/checked-answer.js'
import { packageRoot } from '../../src/root.js'

interface Row {
  readonly results: readonly object[]
  readonly said: string
  readonly facts?: string
  readonly answer: string
  readonly made: boolean
}

/** Saturday, 28 November 2026, noon of the shop's clock. */
const now = Date.UTC(2026, 10, 28, 4)

const rows = (name: string) =>
  readFileSync(new URL(`test/grounding/${name}.ndjson`, packageRoot), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Row)

function checkedFor(
  { said, facts, results }: Omit<Row, 'answer' | 'made'>,
  onDelta?: (text: string) => void,
) {
  const checked = createCheckedAnswer(now, onDelta)
  for (const text of [said, facts ?? '']) checked.add({ kind: 'text', text })
  for (const result of results) checked.add({ kind: 'result', text: JSON.stringify({ result }) })
  return checked
}

const isDropped = (row: Row) => checkedFor(row).keep(row.answer).dropped > 0

t.test('95 % of made-up amounts, dates and states are caught, and at most 3 % of sound answers', async t => {
  const all = [...rows('tuned'), ...rows('held'), ...rows('fresh'), ...rows('written')]
  t.ok(all.length >= 200)
  const missed = all.filter(row => row.made && !isDropped(row)).map(({ answer }) => answer)
  const lost = all.filter(row => !row.made && isDropped(row)).map(({ answer }) => answer)
  const made = all.filter(row => row.made).length
  t.ok(missed.length <= made * 0.05, missed.join('\n'))
  t.ok(lost.length <= (all.length - made) * 0.03, lost.join('\n'))
})

t.test('only the sentence that says too much is left out, in the stream as in the text', async t => {
  const deltas: string[] = []
  const checked = checkedFor(
    { said: '到哪了', results: [{ status: '运输中' }] },
    text => void deltas.push(text),
  )
  const text = '您的订单运输中。预计明天送达！\n请耐心等待'
  for (const character of text) checked.onDelta(character)
  checked.pause()
  t.equal(deltas.join(''), '您的订单运输中。请耐心等待')
  t.same(checked.keep(text), { text: '您的订单运输中。请耐心等待', dropped: 1 })
})

t.test('an amount with a point is one sentence, and a closing quote belongs to the one before', async t => {
  const deltas: string[] = []
  const checked = checkedFor({ said: '付了129.00元', results: [] }, text => void deltas.push(text))
  checked.onDelta('您说“付了129.00元。”是吗？')
  checked.pause()
  t.same(deltas, ['您说“付了129.00元。”', '是吗？'])
})

t.test('a long text without an end costs no more than its length', async t => {
  const checked = checkedFor({ said: '', results: [] })
  const start = performance.now()
  checked.keep('1-'.repeat(20_000))
  checked.keep('已'.repeat(20_000))
  t.ok(performance.now() - start < 2_000)
})
