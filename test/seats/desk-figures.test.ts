// Figures of the desks: waiting dialogs, present seats, late dialogs.
import t from 'tap'
import { type DeskBoard, type DeskRow, emptyBoard, type SeatPresence } from '../../src/seats/board.js'
import { deskFigures } from '../../src/seats/desk-figures.js'
import { LATE_MS } from '../../src/seats/held.js'

const NOW = 1_000_000

function row(dialogId: string, own: Partial<DeskRow>): [string, DeskRow] {
  const common = { kind: 'waiting', reason: 'asked', priority: 3, last: '', isBotOff: false } as const
  return [dialogId, { ...common, dialogId, since: NOW, ...own }]
}

function seat(sub: string, own: Partial<SeatPresence> = {}): [string, SeatPresence] {
  const known = { sub, name: sub, skills: [], capacity: 10, status: 'online', isSocketless: false } as const
  return [sub, { ...known, ageMs: 0, own: known, ...own }]
}

const boardOf = (own: Partial<DeskBoard>): DeskBoard => ({ ...emptyBoard, at: NOW, ...own })

t.test('no desk has no figures', async t => {
  t.same(
    deskFigures(new Map(), () => 0),
    {
      waiting: 0,
      oldest_s: null,
      eta_s: null,
      online: 0,
      away: 0,
      load: 0,
      capacity: 0,
      late: 0,
    },
  )
})

t.test('desks are summed, and the longest wait is shown', async t => {
  const one = boardOf({
    rows: new Map([
      row('a', { since: NOW - 30_000 }),
      row('b', { since: NOW - 5_000 }),
      row('c', { kind: 'held', sub: 's1', unansweredSince: NOW - LATE_MS }),
      row('d', { kind: 'held', sub: 's1', unansweredSince: NOW - 1_000 }),
      row('e', { kind: 'left', since: NOW - 900_000 }),
    ]),
    seats: new Map([seat('s1'), seat('s2', { status: 'break' }), seat('s3', { ageMs: 3_600_000 })]),
    paces: new Map([['', { claims: 9, meanMs: 20_000, at: NOW }]]),
  })
  const other = boardOf({ rows: new Map([row('f', { since: NOW - 50_000 })]), seats: new Map([seat('s4')]) })
  t.same(
    deskFigures(
      new Map([
        ['one', one],
        ['other', other],
      ]),
      (_shop, _board, sub) => (sub === 's1' ? 2 : 0),
    ),
    {
      waiting: 3,
      oldest_s: 50,
      eta_s: 60,
      online: 2,
      away: 1,
      load: 2,
      capacity: 20,
      late: 1,
    },
  )
})
