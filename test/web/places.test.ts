// Which of a seat's dialogs stand side by side.
import t from 'tap'
import { type Held, heldFrom } from '../../web/desk/board.js'
import { createPlaces } from '../../web/desk/places.js'

/** A dialog whose customer has waited since that minute; absent: who was answered. */
function heldOf(dialogId: string, minute?: number): Held {
  const bare = heldFrom({ dialogId, since: '2026-11-11T12:00:00Z', reason: 'asked', last: '', waitedS: 0 })
  if (minute === undefined) return bare
  const at = `2026-11-11T12:${String(minute).padStart(2, '0')}:00Z`
  return { ...bare, lines: [{ seq: 1, key: '1', from: 'customer', text: '在吗', at }] }
}

const idsOf = (held: readonly Held[]) => held.map(({ row }) => row.dialogId).join('')
const nothingWritten = () => false

t.test('as many as there is room for, each where it stood before', async t => {
  const places = createPlaces(nothingWritten)
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(id => heldOf(id)) as [Held, Held, Held, Held]
  t.equal(idsOf(places.of([a, b, c, d], 3)), 'abc')
  t.equal(idsOf(places.of([d, c, b, a], 3)), 'abc', 'in whatever order they are held')
  t.equal(idsOf(places.of([a, c, d], 3)), 'acd', 'one that ends makes room')
  t.equal(idsOf(places.of([a, c, d], 1)), 'a', 'a window that became narrow')
  t.equal(idsOf(places.of([a, c, d], 3)), 'acd')
})

t.test('one that comes, or is brought, takes the place of the one that needs the seat least', async t => {
  const places = createPlaces(nothingWritten)
  const held = [heldOf('a', 1), heldOf('b'), heldOf('c', 9)]
  t.equal(idsOf(places.of(held, 3)), 'abc')
  held.push(heldOf('d', 20))
  t.equal(idsOf(places.of(held, 3)), 'adc', 'the answered one went')
  places.bring('b')
  t.equal(idsOf(places.of(held, 3)), 'abc', 'the one that came last went')
  t.equal(idsOf(places.of(held, 3)), 'abc', 'and stays away')
  places.bring('gone')
  t.equal(idsOf(places.of(held, 3)), 'abc')
})

t.test('a talk in which the seat has begun to write stays', async t => {
  const places = createPlaces(dialogId => dialogId === 'b')
  const held = [heldOf('a', 1), heldOf('b')]
  places.of(held, 2)
  t.equal(idsOf(places.of([...held, heldOf('c', 2)], 2)), 'cb')
})
