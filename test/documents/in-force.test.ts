import { randomUUID } from 'node:crypto'
import t from 'tap'
import { shopDocument } from '../../src/documents/documents.js'
import { watchClusterDocument, watchDocuments } from '../../src/documents/in-force.js'
import { createMemorySettings } from '../../src/settings/settings.memory.js'

const type = {
  nameOf: (shop: string) => shopDocument('words', shop),
  start: ['from file'],
  parse: (text: string) => JSON.parse(text) as string[],
}

function setUp() {
  const settings = createMemorySettings(randomUUID)
  const changes: ReadonlyMap<string, string>[] = []
  const strays: string[] = []
  let made = 0
  const words = watchDocuments({
    settings,
    type,
    onStray: (topic: string) => strays.push(topic),
    become(document: string[]) {
      made++
      return document.join('+')
    },
    onChange: shops => changes.push(shops),
  })
  const write = (shop: string, setting: string | undefined) =>
    settings.write({ [type.nameOf(shop)]: setting })
  return { settings, words, write, changes, strays, made: () => made }
}

t.test('a shop has what its document became, every other shop what the start became', async t => {
  const { words, write, changes } = setUp()
  await write('a/b', '1 ["x","y"]')
  t.equal(words.of('a/b'), 'x+y')
  for (const shop of ['a', 'b', '', 'a%2Fb']) t.equal(words.of(shop), 'from file', shop)
  await write('a/b', undefined)
  t.equal(words.of('a/b'), 'from file')
  t.same(changes, [new Map(), new Map([['a/b', 'x+y']]), new Map()])
})

t.test('a version is read once, and other settings change nothing', async t => {
  const { settings, write, changes, made } = setUp()
  await write('a', '1 ["x"]')
  await settings.write({ level: '2', 'doc/wordsmith/a': '1 []' })
  t.equal(made(), 2, 'the start and one version')
  t.equal(changes.length, 2)
})

t.test('a version that cannot be read leaves in force what was before it, and is counted once', async t => {
  const { settings, words, write, strays } = setUp()
  for (const setting of ['1 no JSON', 'no version', '']) {
    await write('a', setting)
    t.equal(words.of('a'), 'from file', setting)
  }
  await write('a', '2 ["x"]')
  await write('a', '3 no JSON')
  t.equal(words.of('a'), 'x')
  t.same(strays, Array(4).fill('document'))
  await settings.write({ other: '1' })
  t.equal(strays.length, 4, 'another setting changed')
})

t.test(
  "a version of the cluster's document that cannot be read is counted, and nothing is taken",
  async t => {
    const settings = createMemorySettings(randomUUID)
    const taken: string[][] = []
    const strays: string[] = []
    watchClusterDocument({ settings, type, onStray: topic => strays.push(topic) }, words => taken.push(words))
    await settings.write({ [type.nameOf('')]: 'no version' })
    t.same([taken, strays], [[['from file']], ['document']])
  },
)

t.test('a name that is none of a shop hides no other', async t => {
  const { settings, words, write } = setUp()
  await settings.write({ [`${type.nameOf('')}%E0`]: '1 ["stray"]' })
  await write('a', '1 ["own"]')
  t.equal(words.of('a'), 'own')
})
