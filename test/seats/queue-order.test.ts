import t from 'tap'
import {
  type DeskBoard,
  type DeskRow,
  emptyBoard,
  presenceOf,
  type SeatPresence,
} from '../../src/seats/board.js'
import { closedBy, etaOf, lapsed, mayTake, placeOf, queueOf } from '../../src/seats/queue-order.js'
import { seatRow, waitingRow } from '../contracts/boards.js'

const NOW = 1_000_000

function boardOf(
  rows: readonly DeskRow[],
  seats: readonly SeatPresence[] = [],
  own: Partial<DeskBoard> = {},
) {
  return {
    ...emptyBoard,
    at: NOW,
    rows: new Map(rows.map(row => [row.dialogId, row])),
    seats: new Map(seats.map(seat => [seat.sub, seat])),
    ...own,
  }
}
const row = (dialogId: string, own: Partial<DeskRow> = {}) => waitingRow({ dialogId, since: NOW, ...own })
const seat = ({ ageMs = 0, ...own }: Partial<SeatPresence> = {}): SeatPresence =>
  presenceOf(seatRow(own), ageMs, undefined)

t.test('first by priority, then by time; two minutes of waiting make up for one priority', async t => {
  const rows = [
    row('late', { since: NOW - 1 }),
    row('early', { since: NOW - 2 }),
    row('urgent', { priority: 0 }),
    row('old ladder', { priority: 7, since: NOW - 6 * 120_000 }),
    row('held', { kind: 'held' }),
  ]
  t.same(
    queueOf(boardOf(rows)).map(({ dialogId }) => dialogId),
    ['urgent', 'old ladder', 'early', 'late'],
  )
})

t.test('places are counted within a skill', async t => {
  const board = boardOf([row('a'), row('b', { skill: '退款' }), row('c', { since: NOW + 1 })])
  t.match(placeOf(board, 'c'), { position: 2, waiting: 2 })
  t.match(placeOf(board, 'b'), { position: 1, waiting: 1 })
  t.equal(placeOf(board, 'x'), undefined)
})

t.test('a wait is estimated from five claims on, and from recent claims only', async t => {
  const paces = (claims: number, at: number) =>
    boardOf([], [], { paces: new Map([['', { meanMs: 30_000, claims, at }]]) })
  t.equal(etaOf(paces(5, NOW), undefined, 3), 90)
  t.equal(etaOf(paces(4, NOW), undefined, 3), undefined)
  t.equal(etaOf(paces(9, NOW - 600_001), undefined, 3), undefined)
})

t.test('no seat, a full queue and a long wait close the queue, in this order', async t => {
  const limits = { handoffMax: 1, maxWaitS: 60 }
  t.equal(closedBy(boardOf([row('a')]), undefined, limits), 'nobody')
  t.equal(closedBy(boardOf([row('a')], [seat({ ageMs: 9_000 })]), undefined, limits), 'nobody')
  t.equal(closedBy(boardOf([row('a')], [seat({ status: 'away' })]), undefined, limits), 'nobody')
  t.equal(closedBy(boardOf([row('a')], [seat()]), undefined, limits), 'full')
  const slow = { paces: new Map([['', { meanMs: 61_000, claims: 5, at: NOW }]]) }
  t.equal(closedBy(boardOf([], [seat()], slow), undefined, limits), 'long')
  t.equal(closedBy(boardOf([], [seat()]), undefined, limits), undefined)
})

t.test('any seat may take a dialog after a minute when no seat has its skill', async t => {
  const other = { skills: ['物流'] }
  const fresh = row('a', { skill: '退款' })
  const old = row('b', { skill: '退款', since: NOW - 60_000 })
  t.notOk(mayTake(boardOf([fresh]), fresh, other))
  t.ok(mayTake(boardOf([fresh]), fresh, { skills: ['退款'] }))
  t.ok(mayTake(boardOf([old]), old, other))
  t.notOk(mayTake(boardOf([old], [seat({ skills: ['退款'] })]), old, other))
  t.notOk(mayTake(boardOf([]), row('c', { isReserved: true }), other))
})

t.test('a lost seat keeps its dialogs for the grace; one without a socket keeps them', async t => {
  const held = row('a', { kind: 'held', sub: 's 1' })
  const lost = (own: Partial<SeatPresence>) => lapsed(boardOf([held], [seat(own)]), 30_000).length
  t.equal(lost({ ageMs: 32_000 }), 0)
  t.equal(lost({ ageMs: 32_501 }), 1)
  t.equal(lost({ ageMs: 9e9, isSocketless: true }), 0)
  t.equal(lapsed(boardOf([held]), 30_000).length, 1)
})
