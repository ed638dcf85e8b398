// What turns learn of their pictures.
import t from 'tap'
import { never, newId } from '../../perf/load/dialog-turns.js'
import { createBulkhead } from '../../src/llm/bulkhead.js'
import type { Tesseract } from '../../src/pictures/tesseract.js'
import { createTurnPictures } from '../../src/pictures/turn-pictures.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const [one, two] = ['a'.repeat(32), 'b'.repeat(32)]
const owner = newId()
const clock = fakeClock()
const turn = { dialogId: newId(), owner, ids: [one, two], deadlineAt: clock.now() + 10_000 }

function setUp(read: Tesseract['read'] | undefined) {
  return createTurnPictures({
    clock,
    bulkhead: createBulkhead(2, clock),
    tesseract: read && { read, close: () => undefined },
    store: { list: async (_id, who) => (who === owner ? { ids: [one, two], bytes: 2 } : undefined) },
    pictures: {
      async show({ imageId }) {
        const bytes = Buffer.from(imageId)
        return imageId === two ? undefined : { type: 'image/png', width: 1, height: 1, bytes }
      },
    },
  })
}

t.test('pictures are the turn’s when all of them are its dialog’s', async t => {
  const pictures = setUp(undefined)
  t.equal(await pictures.areOf(turn), true)
  t.equal(await pictures.areOf({ ...turn, ids: [one, 'c'.repeat(32)] }), false)
  t.equal(await pictures.areOf({ ...turn, owner: newId() }), false)
})

t.test('text comes as one line, as a person would write it, and one that is gone has none', async t => {
  const pictures = setUp(async () => ' 订 单 号 ： 12 34\n\n Order  56\u200b\n')
  t.same(await pictures.read(turn, never), ['订单号： 12 34 Order 56'])
})

t.test('a text is cut to a bound', async t => {
  const pictures = setUp(async () => '😀'.repeat(5_000))
  const [text = ''] = await pictures.read(turn, never)
  t.equal([...text].length, 1_000)
})

t.test('reading takes no more than half of the time that the turn has', async t => {
  const given: number[] = []
  const read: Tesseract['read'] = async (_bytes, ms) => {
    given.push(ms)
    return ''
  }
  const pictures = setUp(read)
  t.same(await pictures.read(turn, never), [])
  await pictures.read({ ...turn, deadlineAt: clock.now() + 90_000 }, never)
  t.same(given, [5_000, 30_000])
})

t.test('a program that breaks leaves its place to the next', async t => {
  let calls = 0
  const pictures = setUp(async () => {
    if (++calls <= 3) throw new Error('broken')
    return '好'
  })
  for (let i = 0; i < 3; i++) await pictures.read(turn, never).catch(() => undefined)
  t.same(await pictures.read(turn, never), ['好'])
})
