// Which talks the desk draws in a frame.
import t from 'tap'
import { type Held, heldFrom } from '../../web/desk/board.js'
import { createTalksInTurn } from '../../web/desk/talks-in-turn.js'

const heldOf = (dialogId: string): Held =>
  heldFrom({ dialogId, since: '2026-11-11T12:00:00Z', reason: 'asked', last: '', waitedS: 0 })
/** The same dialogs, in all of which something has happened. */
const changed = (held: readonly Held[]) => held.map(each => ({ ...each, summary: `${each.summary}.` }))

t.test('talks that change at once are drawn one a frame, and none is drawn again for nothing', async t => {
  const show = createTalksInTurn()
  const before = ['a', 'b', 'c'].map(heldOf)
  t.same(show(before), { talks: before, isBehind: false }, 'new talks are drawn at once')
  const after = changed(before)
  const frames = [show(after), show(after), show(after), show(after)]
  t.same(
    frames.map(({ talks }) => talks.map((talk, place) => talk === after[place])),
    [
      [true, false, false],
      [true, true, false],
      [true, true, true],
      [true, true, true],
    ],
  )
  t.same(
    frames.map(({ isBehind }) => isBehind),
    [true, true, false, false],
  )
})

t.test('a talk in which much is written does not keep the others from being drawn', async t => {
  const show = createTalksInTurn()
  let held = ['a', 'b', 'c'].map(heldOf)
  show(held)
  const drawn: number[] = []
  for (let frame = 0; frame < 6; frame++) {
    held = changed(held)
    drawn.push(show(held).talks.findIndex((talk, place) => talk === held[place]))
  }
  t.same(drawn, [0, 1, 2, 0, 1, 2])
})

t.test('a talk that ends is gone with the same frame, and one that comes is there', async t => {
  const show = createTalksInTurn()
  const [a, b] = ['a', 'b'].map(heldOf) as [Held, Held]
  show([a, b])
  const c = heldOf('c')
  t.same(
    show([...changed([b]), c]).talks.map(({ row }) => row.dialogId),
    ['b', 'c'],
  )
  t.equal(show([a]).talks[0], a)
})
