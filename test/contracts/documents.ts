// Behaviour that every backend of DocumentStore must show.
import type t from 'tap'
import type { DocumentStore, DocumentWrite, StoredDocument } from '../../src/documents/documents.js'

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match'>

export const change = (text: string, expected?: StoredDocument, name = 'hours'): DocumentWrite => ({
  name,
  text,
  expected,
  by: 'ann',
  why: `因为 "${text}" 😀`,
})

export const stored = (version: number, text: string): StoredDocument => ({ version, text })

/** Writes the texts one after the other, over a document that was never written. */
export async function writeAll(documents: DocumentStore, texts: readonly string[]): Promise<void> {
  for (const text of texts) await documents.write(change(text, documents.current('hours')))
}

export function documentsContract(tap: Tap, make: (t: Tap) => Promise<DocumentStore>): void {
  tap.test('a document that was never written has no text and no versions', async t => {
    const documents = await make(t)
    t.equal(documents.current('hours'), undefined)
    t.equal(await documents.latest('hours'), undefined)
    t.same(await documents.history('hours'), [])
    t.equal(await documents.textOf('hours', 1), undefined)
  })

  tap.test('a write is in force when it returns, and is numbered from 1', async t => {
    const documents = await make(t)
    t.same(await documents.write(change('a')), { kind: 'written', from: 0, to: 1 })
    t.same(documents.current('hours'), stored(1, 'a'))
    t.same(await documents.write(change('b', stored(1, 'a'))), { kind: 'written', from: 1, to: 2 })
    t.same(await documents.latest('hours'), stored(2, 'b'))
  })

  tap.test(
    'a write over another version or text than the expected one changes nothing and shows it',
    async t => {
      const documents = await make(t)
      t.same(await documents.write(change('a', stored(1, 'x'))), { kind: 'changed', stored: undefined })
      await documents.write(change('a'))
      const present = stored(1, 'a')
      for (const expected of [stored(1, ''), stored(1, 'b'), stored(2, 'a'), stored(11, 'a'), undefined]) {
        t.same(await documents.write(change('c', expected)), { kind: 'changed', stored: present })
      }
      t.same(documents.current('hours'), present)
      t.equal((await documents.history('hours')).length, 1)
    },
  )

  tap.test('of several writes over the same text one wins', async t => {
    const documents = await make(t)
    const results = await Promise.all(['a', 'b', 'c', 'd'].map(text => documents.write(change(text))))
    t.same(results.map(({ kind }) => kind).sort(), ['changed', 'changed', 'changed', 'written'])
    t.equal((await documents.history('hours')).length, 1)
  })

  tap.test('the history tells who, when and why, the newest first', async t => {
    const documents = await make(t)
    await writeAll(documents, ['a', 'b'])
    const history = await documents.history('hours')
    t.match(history, [
      { version: 2, by: 'ann', why: '因为 "b" 😀' },
      { version: 1, by: 'ann', why: '因为 "a" 😀' },
    ])
    for (const { at } of history) t.equal(Math.abs(at - Date.now()) < 60_000, true, String(at))
  })

  tap.test('the last twenty versions are kept with their texts', async t => {
    const documents = await make(t)
    const texts = Array.from({ length: 23 }, (_none, i) => `text ${i + 1}`)
    await writeAll(documents, texts)
    const kept = (await documents.history('hours')).map(({ version }) => version)
    t.same(
      kept,
      Array.from({ length: 20 }, (_none, i) => 23 - i),
    )
    t.equal(await documents.textOf('hours', 3), undefined)
    t.equal(await documents.textOf('hours', 4), 'text 4')
    t.equal(await documents.textOf('hours', 23), 'text 23')
  })

  tap.test('documents of other names are others', async t => {
    const documents = await make(t)
    await documents.write(change('a'))
    await documents.write(change('b', undefined, 'faq/a%2Fb'))
    t.same(documents.current('hours'), stored(1, 'a'))
    t.same(documents.current('faq/a%2Fb'), stored(1, 'b'))
    t.match(await documents.history('faq/a%2Fb'), [{ version: 1 }])
  })

  tap.test('texts come back as they went in, whatever their characters', async t => {
    const documents = await make(t)
    const text = '{"问":"\\u0000 \n ☃ 😀 %2F"}\n'
    await documents.write(change(text))
    t.same(documents.current('hours'), stored(1, text))
    t.equal(await documents.textOf('hours', 1), text)
    t.match(await documents.write(change('', stored(1, text))), { kind: 'written' })
    t.match(await documents.write(change('b', stored(2, ''))), { kind: 'written' }, 'an empty text is a text')
  })
}
