// The product's own words hold no personal data: if a rule alters one, it alters the same words of customers.
import { readFileSync } from 'node:fs'
import t from 'tap'
import { packageRoot } from '../../src/root.js'
import { createTexts } from '../../src/texts.js'
import { ourMasker } from './ours.js'

const masker = ourMasker()
const read = (name: string) => readFileSync(new URL(`data/${name}`, packageRoot), 'utf8')

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

const rowsOf = (name: string) =>
  read(name)
    .split('\n')
    .filter(line => line !== '')
    .flatMap(line => stringsIn(JSON.parse(line)))

const own: Readonly<Record<string, () => readonly string[]>> = {
  'the built-in FAQ': () => rowsOf('faq.zh.jsonl'),
  'small talk': () => rowsOf('smalltalk.zh.jsonl'),
  'the system prompt': () => [read('prompt.zh.txt')],
  'texts in every language': () => {
    const table = createTexts({})
    return ['zh', 'en'].flatMap(language => stringsIn(table.for(language)))
  },
}

for (const [what, texts] of Object.entries(own)) {
  t.test(`masking alters nothing in ${what}`, t => {
    const all = texts()
    t.ok(all.length > 0)
    for (const text of all) t.equal(masker.mask(text).text, text)
    t.end()
  })
}

t.test('everyday phrases like those that were altered stay', t => {
  const rows =
    '是否符合以实物为准 是否适合以旧换新 是否符合和规定一致 改送到另一个小区 送到另外一个小区 送到其他小区行吗 寄到哪个小区都行 实名解绑 实名绑定 实名怎么解绑 真名解绑 户名换绑'
  for (const row of rows.split(' ')) t.equal(masker.mask(row).text, row)
  t.end()
})
