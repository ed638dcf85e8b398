import t from 'tap'
import { type DeskBoard, emptyBoard, presenceOf, STALE_MS } from '../../src/seats/board.js'
import { createSeatLinks } from '../../src/seats/seat-links.js'
import { seatRow, waitingRow } from '../contracts/boards.js'

/** The board of a dialog that the seat `a` holds, last heard of so long ago; undefined: the board has no such seat. */
function boardOf(ageMs: number | undefined, isSocketless = false): DeskBoard {
  const row = waitingRow({ dialogId: 'd', kind: 'held', sub: 'a', claimId: 'c' })
  const seat =
    ageMs === undefined ? undefined : presenceOf(seatRow({ sub: 'a', isSocketless }), ageMs, undefined)
  return { ...emptyBoard, rows: new Map([['d', row]]), seats: new Map(seat && [['a', seat]]) }
}

function followed(...boards: DeskBoard[]): string[] {
  const told: string[] = []
  let change = (_board: DeskBoard) => {}
  const links = createSeatLinks({
    follow(_shop, listener) {
      change = listener
      return () => undefined
    },
  })
  links.follow('main', 'd', state => told.push(state))
  for (const board of boards) change(board)
  return told
}

t.test('a customer is told once that the seat is lost, and once that it is back', async t => {
  const [there, lost] = [boardOf(0), boardOf(STALE_MS + 1)]
  t.same(followed(there, there), [])
  t.same(followed(there, lost, lost, there, there, lost), ['reconnecting', 'back', 'reconnecting'])
  t.same(followed(lost), ['reconnecting'], 'who comes while it is lost is told so')
})

t.test('a board that does not say who holds the dialog changes nothing', async t => {
  const lost = boardOf(STALE_MS + 1)
  t.same(followed(emptyBoard, lost, emptyBoard, boardOf(undefined), lost), ['reconnecting'])
})

t.test('a seat without a socket has no connection to lose', async t => {
  t.same(followed(boardOf(STALE_MS + 1, true), boardOf(7_200_000, true)), [])
})
