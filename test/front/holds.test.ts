import t from 'tap'
import { createHolds } from '../../src/front/holds.js'

t.test('a customer holds so much open, whatever others hold', async t => {
  const holds = createHolds(2)
  t.ok(holds.acquire('a'))
  t.ok(holds.acquire('a'))
  t.equal(holds.acquire('a'), undefined)
  t.equal(holds.isFull('a'), true)
  t.ok(holds.acquire('b'))
})

t.test('a place that is given back twice is free once', async t => {
  const holds = createHolds(1)
  const leave = holds.acquire('a')
  leave?.()
  t.ok(holds.acquire('a'))
  leave?.()
  t.equal(holds.isFull('a'), true)
})

t.test('who remembers that it entered leaves by itself', async t => {
  const holds = createHolds(1)
  t.equal(holds.enter('a'), true)
  t.equal(holds.enter('a'), false)
  t.equal(holds.acquire('a'), undefined, 'places are the same')
  holds.leave('a')
  t.ok(holds.acquire('a'))
})
