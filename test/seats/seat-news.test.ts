import t from 'tap'
import {
  type DeskBoard,
  type DeskRow,
  emptyBoard,
  presenceOf,
  type SeatStatus,
} from '../../src/seats/board.js'
import { loadOf, talkingWith } from '../../src/seats/load.js'
import { createSeatNews, type SeatEvent } from '../../src/seats/seat-news.js'
import { seatRow, waitingRow } from '../contracts/boards.js'
import { fakeTime } from '../support/dialog/fake-time.js'

const NOW = 1_000_000
const rules = { silentMs: 300_000 }
const person = { sub: 's', skills: [] }
const waits = (dialogId: string, own: Partial<DeskRow> = {}) => waitingRow({ dialogId, since: NOW, ...own })
const held = (dialogId: string, sub: string, own: Partial<DeskRow> = {}) =>
  waits(dialogId, { kind: 'held', sub, claimId: `${dialogId} ${sub}`, heardAt: NOW, ...own })

interface Shown extends Partial<Pick<DeskBoard, 'at' | 'offers' | 'notes'>> {
  readonly rows?: readonly DeskRow[]
  readonly status?: SeatStatus
}

/** What the seat is told of one board after the other; the first it has seen already. `counts` are left out. */
function rig(t: { teardown(end: () => void): void }, first: Shown) {
  const time = fakeTime()
  let told: SeatEvent[] = []
  const news = createSeatNews(person, {
    steady: time,
    pause: time.pause,
    whyGone: () => 'left',
    tell: event => void told.push(event),
  })
  t.teardown(news.stop)
  const see = (how: 'seen' | 'changed', { rows = [], status = 'online', ...own }: Shown) => {
    const board: DeskBoard = {
      ...emptyBoard,
      at: NOW,
      ...own,
      rows: new Map(rows.map(row => [row.dialogId, row])),
      seats: new Map([['s', presenceOf(seatRow({ sub: 's', status }), 0, undefined)]]),
    }
    const load = loadOf(board, 's', rules)
    news[how](board, { status, load, talking: talkingWith(board, 's', rules) })
    const heard = told.filter(({ kind }) => kind !== 'seats')
    told = []
    return heard
  }
  see('seen', first)
  return (shown: Shown) => see('changed', shown)
}

const offerOf = (until: number) => new Map([['a', { sub: 's', until, passed: [] }]])

t.test('rows that come and go are told, those that wait only while the seat is online', async t => {
  const change = rig(t, { rows: [waits('a')] })
  t.same(change({ rows: [waits('a')] }), [])
  t.match(change({ rows: [waits('a'), waits('b')] }), [{ kind: 'waiting', row: { dialogId: 'b' } }])
  t.match(change({ rows: [waits('b', { last: '在吗' })] }), [
    { kind: 'waiting', row: { last: '在吗' } },
    { kind: 'gone', dialogId: 'a', why: 'left' },
  ])
  t.match(change({ rows: [held('b', 'other')] }), [{ kind: 'taken', dialogId: 'b', by: 'other' }])
  t.match(change({ rows: [waits('b', { kind: 'left' })] }), [{ kind: 'left', row: { dialogId: 'b' } }])
  const away = rig(t, { status: 'away' })
  t.same(away({ status: 'away', rows: [waits('a')] }), [])
})

t.test('a held dialog of another that goes is no news', async t => {
  const change = rig(t, { rows: [held('a', 'other'), held('b', 's')] })
  t.same(change({}), [], 'nor is what the seat itself has closed')
})

t.test('an offer is told once, and that it is withdrawn', async t => {
  const change = rig(t, { rows: [waits('a')] })
  const offers = offerOf(NOW + 20_000)
  t.match(change({ rows: [waits('a')], offers }), [
    { kind: 'offer', row: { dialogId: 'a' }, expiresInMs: 20_000 },
  ])
  t.same(change({ rows: [waits('a')], offers }), [])
  t.match(change({ rows: [waits('a')] }), [{ kind: 'gone', dialogId: 'a', why: 'withdrawn' }])
})

t.test('an offer that passes makes no customer silent', async t => {
  const change = rig(t, { rows: [waits('a'), held('b', 's')], offers: offerOf(NOW + 1) })
  const later = { at: NOW + 1, offers: offerOf(NOW + 1) }
  const heard = change({ rows: [waits('a'), held('b', 's')], ...later })
  t.same(
    heard.filter(({ kind }) => kind === 'status'),
    [],
  )
})

t.test('a customer who falls silent is told with the load, also while another dialog comes', async t => {
  const change = rig(t, { rows: [held('a', 's')] })
  const silent = held('a', 's', { heardAt: NOW - rules.silentMs })
  t.match(change({ rows: [silent] }), [{ kind: 'status', status: 'online', load: 0, why: 'silent' }])
  t.same(change({ rows: [silent] }), [], 'once')
  t.same(change({ rows: [held('a', 's')] }), [], 'who writes again is told by the message')
  const news = change({ rows: [silent, held('b', 's')] })
  t.match(
    news.filter(({ kind }) => kind === 'status'),
    [{ load: 1, why: 'silent' }],
  )
  t.same(change({ rows: [held('b', 's')] }), [], 'one that ends has not fallen silent')
})

t.test('a status that others have changed is told, and that offers were missed', async t => {
  const change = rig(t, {})
  t.match(change({ status: 'break' }), [{ kind: 'status', status: 'break', why: undefined }])
  const notes = new Map([['s', { misses: 3, givenAt: 0, claims: {}, isSentAway: true }]])
  t.match(change({ status: 'away', notes }), [{ kind: 'status', status: 'away', why: 'missed' }])
})
