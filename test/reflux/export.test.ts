import t from 'tap'
import { refluxLines } from '../../src/reflux/export.js'
import type { RefluxRow } from '../../src/reflux/reflux.js'
import { entryOf } from '../support/reflux/samples.js'

const rowOf = (count: number): RefluxRow => {
  const entries = Array.from({ length: count }, () => entryOf())
  return { dialogId: entries[0]?.dialogId ?? '', entries, stamp: '' }
}

t.test('a page ends with the dialog that fills it, and nothing behind it is read', async t => {
  let read = 0
  const reflux = {
    async *rows() {
      for (const count of [2, 2, 1, 1]) {
        read += 1
        yield rowOf(count)
      }
    },
  }
  const lines: string[] = []
  const ports = { reflux, isErased: async () => false }
  for await (const line of refluxLines(ports, { shop: 'main', limit: 3 })) lines.push(line)
  t.equal(lines.length, 4)
  t.equal(read, 2)
})
