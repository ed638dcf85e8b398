// The rules of one document over the store of a process.
import { randomUUID } from 'node:crypto'
import t from 'tap'
import { systemClock } from '../../src/clock.js'
import { createDocument, DOCUMENT_BYTES_MAX, type DocumentType } from '../../src/documents/document.js'
import type { DocumentStore } from '../../src/documents/documents.js'
import { createMemoryDocuments } from '../../src/documents/documents.memory.js'
import { etagOf, isMatch } from '../../src/documents/etag.js'
import { Problem } from '../../src/problem.js'
import { createMemorySettings } from '../../src/settings/settings.memory.js'

type Words = readonly string[]

const words: DocumentType<Words> = {
  nameOf: shop => `words/${shop}`,
  start: ['from file'],
  parse: text => JSON.parse(text) as Words,
  format: document => JSON.stringify(document),
  check(document) {
    if (document.includes('bad')) throw new Problem('invalid-field')
  },
}

const order = { shop: 'main', by: 'ann', why: 'sale', ifMatch: undefined, isDryRun: false }
const kindOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (reason: unknown) => (reason as Problem).kind,
  )

function setUp(meddle: (store: DocumentStore) => DocumentStore = store => store) {
  const store = createMemoryDocuments(systemClock, createMemorySettings(randomUUID))
  return { store, document: createDocument(meddle(store), words) }
}

t.test('before the first version a document is what it starts with', async t => {
  const { document } = setUp()
  t.same(document.read('main'), { document: ['from file'], etag: etagOf(0, ['from file']) })
  t.same(await document.history('main'), [])
})

t.test('a replaced document is in force for its shop alone', async t => {
  const { document } = setUp()
  const changed = await document.replace(order, ['a'])
  t.same(changed, {
    before: ['from file'],
    document: ['a'],
    etag: etagOf(1, ['a']),
    versions: { from: 0, to: 1 },
  })
  t.same(document.read('main').document, ['a'])
  t.same(document.read('other').document, ['from file'])
  t.match(await document.history('main'), [{ version: 1, by: 'ann', why: 'sale' }])
})

t.test('a bad document changes nothing', async t => {
  const { document } = setUp()
  t.equal(await kindOf(document.replace(order, ['bad'])), 'invalid-field')
  t.equal(await kindOf(document.replace(order, ['x'.repeat(DOCUMENT_BYTES_MAX)])), 'too-large')
  t.same(document.read('main').document, ['from file'])
  t.same(await document.history('main'), [])
})

t.test('If-Match lets a change happen to the document that it names', async t => {
  const { document } = setUp()
  const { etag } = document.read('main')
  const first = await document.replace({ ...order, ifMatch: etag }, ['a'])
  t.equal(await kindOf(document.replace({ ...order, ifMatch: etag }, ['b'])), 'precondition-failed')
  t.equal(await kindOf(document.rollback({ ...order, ifMatch: etag }, 1)), 'precondition-failed')
  t.same(document.read('main').document, ['a'])
  t.equal(await kindOf(document.replace({ ...order, ifMatch: first.etag }, ['b'])), 'done')
})

t.test('a document that came back to an earlier text is another version for If-Match', async t => {
  const { document } = setUp()
  const { etag } = await document.replace(order, ['a'])
  await document.replace(order, ['b'])
  const again = await document.replace(order, ['a'])
  t.not(again.etag, etag)
  t.equal(await kindOf(document.replace({ ...order, ifMatch: etag }, ['c'])), 'precondition-failed')
  t.equal(await kindOf(document.rollback({ ...order, ifMatch: again.etag }, 1)), 'done')
})

t.test('a text that this build cannot read counts as none, and the next change replaces it', async t => {
  const { store, document } = setUp()
  const later = { name: 'words/main', text: 'no JSON', expected: undefined, by: 'ann', why: '' }
  await store.write(later)
  t.same(document.read('main').document, ['from file'])
  t.match(await document.replace(order, ['a']), { before: ['from file'], versions: { from: 1, to: 2 } })
})

t.test('If-Match is a list of strong tags, or a star', async t => {
  const etag = etagOf(1, 'a')
  for (const header of [undefined, '*', ' * ', etag, `"x", ${etag}`])
    t.ok(isMatch(header, etag), String(header))
  for (const header of ['', '"x"', `W/${etag}`, etag.slice(1, -1), '**'])
    t.notOk(isMatch(header, etag), header)
})

t.test('a dry run checks everything, shows the document and stores nothing', async t => {
  const { document } = setUp()
  const dry = { ...order, isDryRun: true }
  t.same(await document.replace(dry, ['a']), {
    before: ['from file'],
    document: ['a'],
    etag: etagOf(1, ['a']),
  })
  t.equal(await kindOf(document.replace(dry, ['bad'])), 'invalid-field')
  t.equal(await kindOf(document.replace({ ...dry, ifMatch: '"x"' }, ['a'])), 'precondition-failed')
  t.equal(await kindOf(document.rollback(dry, 1)), 'not-found')
  t.same(await document.history('main'), [])
})

t.test('a rollback brings a kept version back as a new one', async t => {
  const { document } = setUp()
  for (const word of ['a', 'b']) await document.replace(order, [word])
  t.match(await document.rollback({ ...order, why: 'oops' }, 1), {
    before: ['b'],
    document: ['a'],
    versions: { from: 2, to: 3 },
  })
  t.match(await document.history('main'), [{ version: 3, why: 'oops' }, { version: 2 }, { version: 1 }])
  for (const version of [0, 4, -1, 1e9]) {
    t.equal(await kindOf(document.rollback(order, version)), 'not-found', String(version))
  }
})

t.test('a version that breaks a rule of today does not come back', async t => {
  const { store, document } = setUp()
  const broken = { name: 'words/main', text: '["bad"]', expected: undefined, by: 'ann', why: '' }
  await store.write(broken)
  await document.replace(order, ['a'])
  t.equal(await kindOf(document.rollback(order, 1)), 'invalid-field')
  t.same(document.read('main').document, ['a'])
})

t.test('edits at the same time all count', async t => {
  const { document } = setUp()
  const add = (word: string) => document.edit(order, present => [...present, word])
  await Promise.all(['a', 'b', 'c'].map(add))
  t.same([...document.read('main').document].sort(), ['a', 'b', 'c', 'from file'])
  t.equal((await document.history('main')).length, 3)
})

t.test('a change that comes in between is seen by If-Match, and overwritten without one', async t => {
  const race = () => {
    let isFirst = true
    return setUp(store => ({
      ...store,
      async write(change) {
        if (isFirst) await store.write({ ...change, text: '["rival"]' })
        isFirst = false
        return store.write(change)
      },
    })).document
  }
  const guarded = race()
  const { etag } = guarded.read('main')
  t.equal(await kindOf(guarded.replace({ ...order, ifMatch: etag }, ['a'])), 'precondition-failed')
  t.same(guarded.read('main').document, ['rival'])
  const free = race()
  t.match(await free.replace(order, ['a']), { before: ['rival'], versions: { from: 1, to: 2 } })
})
