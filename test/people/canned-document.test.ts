import t from 'tap'
import { cannedDocument } from '../../src/people/canned-document.js'
import { Problem } from '../../src/problem.js'

const alterationOf = async (text: string) => (text.includes('张三') ? '张*' : undefined)
const canned = cannedDocument(alterationOf)

const row = (more: object = {}) =>
  JSON.stringify({ id: 'hello', lang: 'zh', title: '问候', text: '您好，{seat}为您服务', ...more })

async function fieldsOf(ndjson: string): Promise<string[]> {
  try {
    await canned.readChecked(ndjson, 'main')
    return []
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown
    return thrown.errors.map(({ field }) => field)
  }
}

t.test('rows come back as they went in', async t => {
  const ndjson = `${row()}\n${row({ lang: 'en', tags: ['a', 'b'], skill: 'refund' })}\n`
  t.equal(canned.format(await canned.readChecked(`\n${ndjson}\n`, 'main')), ndjson)
  t.same(canned.start, [])
})

t.test('faulty rows are named by line and field', async t => {
  const faulty: [string, string[]][] = [
    ['no JSON', ['/1']],
    ['[]', ['/1']],
    [`${row()}\n\n{}`, ['/3/id', '/3/lang', '/3/title', '/3/text']],
    [row({ title: 'x'.repeat(41) }), ['/1/title']],
    [row({ text: 'x'.repeat(501) }), ['/1/text']],
    [row({ text: '你好 {name}' }), ['/1/text']],
    [row({ text: '{order_id} {seat} {shop} {}' }), []],
    [row({ id: 'a b' }), ['/1/id']],
    [row({ tags: 'x' }), ['/1/tags']],
    [`${row()}\n${row()}`, ['/2/id']],
    [`${row()}\n${row({ lang: 'en' })}`, []],
  ]
  for (const [ndjson, fields] of faulty) t.same(await fieldsOf(ndjson), fields, ndjson)
})

t.test('a row with personal data is refused, wherever it stands', async t => {
  t.same(await fieldsOf(`${row()}\n${row({ id: 'b', text: '请找张三' })}`), ['/2/text'])
  t.same(await fieldsOf(row({ title: '张三' })), ['/1/title'])
  t.same(await fieldsOf(row({ tags: ['张三'] })), ['/1/tags/0'])
})

t.test('a shop has at most a thousand', async t => {
  const rows = Array.from({ length: 1_001 }, (_none, i) => row({ id: `r${i}` }))
  t.same(await fieldsOf(rows.join('\n')), [''])
  t.same(await fieldsOf(rows.slice(1).join('\n')), [])
})
