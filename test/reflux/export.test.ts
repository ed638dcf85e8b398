import t from 'tap'
import { refluxLines } from '../../src/reflux/export.js'
import type { RefluxRow } from '../../src/reflux/reflux.js'
import { entryOf, messageOf } from '../support/reflux/samples.js'

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

t.test('a left message is a line with an empty answer and no better one', async t => {
  const message = messageOf({ at: 0, level: 3 })
  const reflux = {
    async *rows() {
      yield { dialogId: message.dialogId, entries: [message], stamp: '' }
    },
  }
  const lines: string[] = []
  const ports = { reflux, isErased: async () => false }
  for await (const line of refluxLines(ports, { shop: 'main', limit: 3 })) lines.push(line)
  const { dialogId: dialog_id, turnId: turn_id } = message
  t.same(
    lines.map(line => JSON.parse(line)),
    [
      {
        at: '1970-01-01T00:00:00.000Z',
        dialog_id,
        turn_id,
        question: '请回电',
        answer: '',
        level: 3,
        source: 'message',
      },
    ],
  )
})
