import { randomUUID } from 'node:crypto'
import t from 'tap'
import { systemClock } from '../../src/clock.js'
import { createDocument } from '../../src/documents/document.js'
import { createMemoryDocuments } from '../../src/documents/documents.memory.js'
import type { FaqEntry } from '../../src/faq/entries.js'
import { faqDocument } from '../../src/faq/faq-document.js'
import { createFaqEditor } from '../../src/faq/faq-editor.js'
import { normalise } from '../../src/faq/normalise.js'
import type { AlterationOf } from '../../src/faq/personal.js'
import { createFaqStore, type FaqEdition } from '../../src/faq/store.js'
import { createMemorySettings } from '../../src/settings/settings.memory.js'

const file: FaqEntry[] = [
  { topic: 'shipping-time', questions: ['什么时候发货'], answer: '请看订单页' },
  { topic: 'exchange', questions: ['怎么换货'], answer: '在售后里申请' },
]
const clean = async () => undefined
const order = { by: 'op', why: '', ifMatch: undefined, isDryRun: false }
const row = (topic: string, question: string, answer: string) =>
  JSON.stringify({ topic, questions: [question], answer })

function setUp(settings = createMemorySettings(randomUUID), alterationOf: AlterationOf = clean) {
  const editions: FaqEdition[] = []
  const store = createFaqStore(
    { settings, onStray: () => undefined, publish: version => editions.push(version) },
    file,
  )
  const answer = (question: string, shop = 'main') => store.find(shop, normalise(question))?.answer
  const documents = createMemoryDocuments(systemClock, settings)
  const document = createDocument(documents, faqDocument(file, alterationOf))
  const editor = createFaqEditor(document, alterationOf)
  const put = async (shop: string, ndjson: string) => (await editor.add({ ...order, shop }, ndjson)).topics
  const replace = (shop: string, ndjson: string) => editor.replace({ ...order, shop }, ndjson)
  const remove = (shop: string, topic: string) => editor.remove({ ...order, shop }, topic)
  return { settings, editions, store, document, answer, put, replace, remove }
}

t.test("without rows every shop has the file's entries", async t => {
  const { store, answer, editions } = setUp()
  t.same(store.entries('any'), file)
  t.equal(answer('请问怎么换货呀', 'any'), '在售后里申请')
  t.same(editions, [{ common: file, shops: new Map() }])
  t.equal(store.isDocument('any'), false)
})

t.test('rows add topics and replace those of the same name, on every process', async t => {
  const one = setUp()
  const two = setUp(one.settings)
  const rows = [row('exchange', '想换一件', '找客服'), row('gift-wrap', '能包装成礼物吗', '可以')].join('\n')
  t.equal(await one.put('main', rows), 2)
  for (const { answer, store, editions } of [one, two]) {
    t.equal(answer('想换一件'), '找客服')
    t.equal(answer('怎么换货'), undefined, 'replaced as a whole')
    t.equal(answer('能包装成礼物吗'), '可以')
    t.same([store.isDocument('main'), store.isDocument('other')], [true, false])
    t.same(
      store.entries('main').map(({ topic }) => topic),
      ['shipping-time', 'exchange', 'gift-wrap'],
    )
    t.same(editions.at(-1)?.shops.get('main'), store.entries('main'))
  }
  t.equal(one.store.version('main'), two.store.version('main'))
})

t.test("a shop's rows are its own", async t => {
  const { store, answer, put } = setUp()
  const before = store.version('b')
  await put('a/b', row('exchange', '怎么换货', '不换'))
  t.equal(answer('怎么换货', 'a/b'), '不换')
  for (const shop of ['a', 'b', 'main', '']) t.equal(answer('怎么换货', shop), '在售后里申请', shop)
  t.equal(store.version('b'), before)
  t.not(store.version('a/b'), before)
})

t.test("a removed topic is gone for its shop, the file's too, until it is put again", async t => {
  const { answer, put, remove } = setUp()
  await put('main', row('gift-wrap', '能包装成礼物吗', '可以'))
  await remove('main', 'gift-wrap')
  await remove('main', 'exchange')
  for (const topic of ['exchange', 'no-such-topic']) {
    t.match(await remove('main', topic).catch((reason: unknown) => reason), { kind: 'not-found' }, topic)
  }
  t.equal(answer('能包装成礼物吗'), undefined)
  t.equal(answer('怎么换货'), undefined)
  t.equal(answer('怎么换货', 'other'), '在售后里申请')
  await put('main', row('exchange', '怎么换货', '又可以了'))
  t.equal(answer('怎么换货'), '又可以了')
})

t.test('rows survive a restart', async t => {
  const first = setUp()
  await first.put('main', row('gift-wrap', '能包装成礼物吗', '可以'))
  const second = setUp(first.settings)
  t.equal(second.answer('能包装成礼物吗'), '可以')
  t.equal(second.editions.length, 1)
})

t.test('a change of other settings makes no new edition', async t => {
  const { settings, editions, put } = setUp()
  await put('main', row('gift-wrap', '能包装成礼物吗', '可以'))
  await settings.write({ level: '2', 'faqs/main/x': 'not ours' })
  t.equal(editions.length, 2)
})

t.test('faulty rows are refused as a whole, each fault by its line', async t => {
  const { store, put } = setUp()
  const rows = [row('good', '好', '好'), '{"topic":"Bad Name","questions":[],"answer":""}', 'no json'].join(
    '\n',
  )
  const error = await put('main', rows).catch((reason: unknown) => reason)
  t.match(error, {
    kind: 'invalid-field',
    errors: [{ field: '/2/topic' }, { field: '/2/questions' }, { field: '/2/answer' }, { field: '/3/' }],
  })
  t.same(store.entries('main'), file)
})

t.test('a shop has a bounded number of topics', async t => {
  const { put } = setUp()
  const rows = Array.from({ length: 1999 }, (_, i) => row(`t-${i}`, `问${i}`, '答')).join('\n')
  t.match(await put('main', rows).catch((reason: unknown) => reason), { kind: 'invalid-field' })
  t.equal(await put('main', rows.slice(0, rows.lastIndexOf('\n'))), 1998)
})

t.test('a text with personal data is refused by its line, and nothing of the file is taken', async t => {
  const alterationOf = async (text: string) => (text.includes('张三') ? '张*' : undefined)
  const { answer, put } = setUp(undefined, alterationOf)
  const two = JSON.stringify({ topic: 'mine', questions: ['怎么退', '我是张三'], answer: '好' })
  const rows = `\n${row('gift-wrap', '能包装成礼物吗', '可以')}\n\n${two}\n`
  const error = await put('main', rows).catch((reason: unknown) => reason)
  t.match(error, { kind: 'invalid-field', errors: [{ field: '/4/questions/1', message: /张\*/ }] })
  t.equal(answer('能包装成礼物吗'), undefined)
  const told = row('gift-wrap', '能包装成礼物吗', '请找张三')
  t.match(await put('main', told).catch((reason: unknown) => reason), {
    errors: [{ field: '/1/answer' }],
  })
})

t.test('a replaced FAQ is the shop’s own: nothing of the file is left in it', async t => {
  const { store, answer, replace } = setUp()
  await replace('main', `${row('gift-wrap', '能包装成礼物吗', '可以')}\n`)
  t.same(
    store.entries('main').map(({ topic }) => topic),
    ['gift-wrap'],
  )
  t.equal(answer('怎么换货'), undefined)
  t.equal(answer('怎么换货', 'other'), '在售后里申请')
  await replace('main', '')
  t.same(store.entries('main'), [], 'also an empty one')
})

t.test('two editors who add topics at the same time both succeed', async t => {
  const { store, document, put } = setUp()
  await Promise.all(['a', 'b', 'c'].map(topic => put('main', row(topic, `问${topic}`, '答'))))
  t.equal(store.entries('main').length, 5)
  t.equal((await document.history('main')).length, 3, 'each change is a version')
})
