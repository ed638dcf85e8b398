import t from 'tap'
import { FaqError, parseEntries } from '../../src/faq/entries.js'

const good = '{"topic":"return-how","questions":["怎么退货"],"answer":"请看订单页。"}'

function faultsOf(ndjson: string): FaqError['faults'] {
  try {
    parseEntries(ndjson)
  } catch (error) {
    if (error instanceof FaqError) return error.faults
    throw error
  }
  return []
}

t.test('rows become entries, blank lines do not', async t => {
  const entries = parseEntries(`\n${good}\r\n\n`)
  t.same(entries, [{ topic: 'return-how', questions: ['怎么退货'], answer: '请看订单页。' }])
})

t.test('unknown fields of a row are left out', async t => {
  const [entry] = parseEntries('{"topic":"a","questions":["b"],"answer":"c","editor":"d"}')
  t.same(entry, { topic: 'a', questions: ['b'], answer: 'c' })
})

t.test('each fault names its line and field', async t => {
  const cases: [string, string][] = [
    ['{"topic":"Return How","questions":["a"],"answer":"b"}', 'topic'],
    ['{"questions":["a"],"answer":"b"}', 'topic'],
    ['{"topic":"a","questions":[],"answer":"b"}', 'questions'],
    ['{"topic":"a","questions":["", "b"],"answer":"b"}', 'questions'],
    ['{"topic":"a","questions":"怎么退货","answer":"b"}', 'questions'],
    ['{"topic":"a","questions":["a"],"answer":" "}', 'answer'],
    ['{"topic":"a","questions":["a"]}', 'answer'],
    ['not json', ''],
    ['["a"]', ''],
    ['null', ''],
  ]
  for (const [row, field] of cases)
    t.match(faultsOf(`${good}\n${row}`), [{ line: 2, field }], `${row} is a fault of "${field}"`)
})

t.test('a topic may stand in one row only', async t => {
  t.match(faultsOf(`${good}\n${good}`), [{ line: 2, field: 'topic' }])
})

t.test('all faults of a file are told at once', async t => {
  t.throws(
    () => parseEntries(`{"topic":"A","questions":["a"],"answer":""}\n${good}\n{`),
    new FaqError([
      {
        line: 1,
        field: 'topic',
        message: 'must be lower-case words joined by hyphens, at most 64 characters',
      },
      { line: 1, field: 'answer', message: 'must be a non-empty string' },
      { line: 3, field: '', message: 'is not a JSON object' },
    ]),
  )
})
