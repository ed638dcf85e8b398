import t from 'tap'
import {
  type DeskBoard,
  type DeskRow,
  emptyBoard,
  presenceOf,
  type SeatNote,
  type SeatPresence,
} from '../../src/seats/board.js'
import { loadOf, releaseClaim, reserveClaim } from '../../src/seats/load.js'
import { decline, nextOffers, type OfferRules } from '../../src/seats/offers.js'
import { seatRow, waitingRow } from '../contracts/boards.js'
import { simulateHour } from './simulated-hour.js'

const NOW = 1_000_000
const rules: OfferRules = { isOffering: true, offerMs: 20_000, misses: 2, silentMs: 300_000 }
const note = (own: Partial<SeatNote> = {}): SeatNote => ({ misses: 0, givenAt: 0, claims: {}, ...own })
const waits = (dialogId: string, own: Partial<DeskRow> = {}) =>
  waitingRow({ dialogId, since: NOW - 1_000, ...own })
const held = (dialogId: string, sub: string, own: Partial<DeskRow> = {}) =>
  waits(dialogId, { kind: 'held', sub, heardAt: NOW, ...own })
const seat = (sub: string, { ageMs = 0, ...own }: Partial<SeatPresence> = {}) =>
  presenceOf(seatRow({ sub, skills: [], capacity: 2, ...own }), ageMs, undefined)

function boardOf(own: {
  rows?: DeskRow[]
  seats?: ReturnType<typeof seat>[]
  offers?: DeskBoard['offers']
  notes?: DeskBoard['notes']
}): DeskBoard {
  const rows = new Map(own.rows?.map(row => [row.dialogId, row]))
  const seats = new Map((own.seats ?? [seat('a'), seat('b')]).map(one => [one.sub, one]))
  return {
    ...emptyBoard,
    at: NOW,
    rows,
    seats,
    offers: own.offers ?? new Map(),
    notes: own.notes ?? new Map(),
  }
}
const offered = (board: DeskBoard, changed: Partial<OfferRules> = {}) =>
  [...(nextOffers(board, { ...rules, ...changed })?.offers ?? [])].map(([id, offer]) => `${id} ${offer?.sub}`)
const to = (sub: string | undefined, until = NOW + 1, passed: string[] = []) => ({ sub, until, passed })

t.test(
  'the seat with the least load gets the offer, among equals the one that waited longest for one',
  async t => {
    t.same(offered(boardOf({ rows: [waits('x'), held('y', 'a')] })), ['x b'])
    const notes = new Map([
      ['b', note({ givenAt: NOW - 9 })],
      ['a', note({ givenAt: NOW - 5 })],
    ])
    t.same(offered(boardOf({ rows: [waits('x')], notes })), ['x b'])
    const unlike = [seat('a', { capacity: 10 }), seat('b', { capacity: 2 })]
    const rows = [waits('x'), held('1', 'a'), held('2', 'a'), held('3', 'b')]
    t.same(offered(boardOf({ rows, seats: unlike })), ['x a'], 'load is a share of the capacity')
  },
)

t.test('offers follow the queue, one a dialog, and never exceed the capacity', async t => {
  const rows = ['1', '2', '3', '4', '5'].map((id, i) => waits(id, { since: NOW - 100 + i }))
  t.same(offered(boardOf({ rows })), ['1 a', '2 b', '3 a', '4 b'])
  const offers = new Map([
    ['1', to('a')],
    ['2', to('a')],
  ])
  t.same(offered(boardOf({ rows, offers })), ['3 b', '4 b'], 'an open offer is load')
  const notes = new Map([
    ['a', note({ claims: { z: NOW + 1, y: NOW + 1 } })],
    ['b', note({ claims: { w: NOW } })],
  ])
  t.same(offered(boardOf({ rows, notes })), ['1 b', '2 b'], 'so is a claim under way, until its time is over')
})

t.test(
  'a silent customer is no load, and a seat that is away, lost or without the skill gets no offer',
  async t => {
    const silent = { heardAt: NOW - rules.silentMs }
    const rows = [waits('x'), held('1', 'a', silent), held('2', 'a', silent), held('3', 'b')]
    t.same(offered(boardOf({ rows })), ['x a'])
    const seats = [seat('a', { status: 'away' }), seat('b', { ageMs: 9_000 }), seat('c', { status: 'break' })]
    t.same(offered(boardOf({ rows: [waits('x')], seats })), [])
    const skilled = [seat('a'), seat('b', { skills: ['退款'] })]
    t.same(offered(boardOf({ rows: [waits('x', { skill: '退款' }), waits('y')], seats: skilled })), [
      'x b',
      'y a',
    ])
  },
)

t.test(
  'a declined or lapsed offer goes to the next seat, and to the first again when all have passed',
  async t => {
    const board = boardOf({ rows: [waits('x')], offers: new Map([['x', to('a')]]) })
    const declined = decline(board, 'a', 'x')
    t.match(declined?.offers.get('x'), { sub: undefined, passed: ['a'] })
    t.equal(decline(board, 'b', 'x'), undefined, 'it was not offered to that one')
    t.equal(decline({ ...board, at: NOW + 1 }, 'a', 'x'), undefined, 'its time is over')
    t.same(offered(boardOf({ rows: [waits('x')], offers: new Map([['x', to(undefined, 0, ['a'])]]) })), [
      'x b',
    ])
    t.same(offered(boardOf({ rows: [waits('x')], offers: new Map([['x', to('a', NOW)]]) })), ['x b'])
    t.same(offered(boardOf({ rows: [waits('x')], offers: new Map([['x', to(undefined, 0, ['a', 'b'])]]) })), [
      'x a',
    ])
  },
)

t.test(
  'a seat that misses too many offers in a row is set away, and its other offers are withdrawn',
  async t => {
    const notes = new Map([['a', note({ misses: 1 })]])
    const offers = new Map([['x', to('a', NOW)]])
    const change = nextOffers(boardOf({ rows: [waits('x')], offers, notes, seats: [seat('a')] }), rules)
    t.match(change?.statuses.get('a'), { status: 'away' })
    t.notOk('ageMs' in (change?.statuses.get('a') ?? {}), 'its own row is written')
    t.match(change?.notes.get('a'), { misses: 0, isSentAway: true })
    t.equal(change?.offers.get('x')?.sub, undefined)
    const gone = { offers: new Map([['x', to('a')]]), seats: [seat('a', { status: 'away' }), seat('b')] }
    t.same(offered(boardOf({ rows: [waits('x')], ...gone })), ['x b'])
  },
)

t.test('an offer ends when its dialog waits no longer, and where seats pick', async t => {
  const offers = new Map([
    ['x', to('a')],
    ['y', to('b')],
  ])
  t.same(offered(boardOf({ rows: [held('x', 'a')], offers })), ['x undefined', 'y undefined'])
  t.same(offered(boardOf({ rows: [waits('x')], offers }), { isOffering: false }), [
    'x undefined',
    'y undefined',
  ])
  t.equal(nextOffers(boardOf({ rows: [waits('x')], offers: new Map([['x', to('a')]]) }), rules), undefined)
})

t.test("an operator's settings of a seat end when the seat leaves", async t => {
  const notes = new Map([['a', note({ capacity: 1 })]])
  t.equal(nextOffers(boardOf({ notes }), rules), undefined)
  const change = nextOffers(boardOf({ notes, seats: [seat('a', { ageMs: 9_000 })] }), rules)
  t.same(change?.notes.get('a'), note())
})

t.test('a claim is counted before it is made, and given back', async t => {
  const strict = { silentMs: 300_000, mayClaimOver: false }
  const claim = { sub: 'a', dialogId: 'x' }
  const full = boardOf({ rows: [waits('x'), held('1', 'a'), held('2', 'a')] })
  t.equal(reserveClaim(full, claim, strict), undefined)
  t.ok(reserveClaim(full, claim, { ...strict, mayClaimOver: true }))
  t.ok(reserveClaim(full, { sub: 'a', dialogId: '1' }, strict), 'what it holds it may claim again')
  const offers = new Map([['x', to('a')]])
  t.ok(
    reserveClaim(boardOf({ rows: [waits('x'), held('1', 'a')], offers }), claim, strict),
    'the offer is its room',
  )
  const board = boardOf({
    rows: [waits('x')],
    notes: reserveClaim(boardOf({}), claim, strict)?.notes as never,
  })
  t.equal(loadOf(board, 'a', strict), 1)
  t.same(releaseClaim(board, 'a', 'x')?.notes.get('a')?.claims, {})
  t.equal(releaseClaim(board, 'b', 'x'), undefined)
  const ten = Object.fromEntries(Array.from({ length: 10 }, (_none, i) => [`old ${i}`, NOW]))
  const after = reserveClaim(boardOf({ notes: new Map([['a', note({ claims: ten })]]) }), claim, strict)
  t.same(Object.keys(after?.notes.get('a')?.claims ?? {}), ['x'], 'what is over is forgotten')
})

t.test('an hour of 5,000 dialogs and 20 seats keeps capacity, fairness and the expected waits', async t => {
  let seed = 7
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed / 2_147_483_647
  }
  const plan = { dialogs: 5_000, seats: 20, capacity: 10, service: [90, 210], random } as const
  const hour = simulateHour(plan)
  const good = hour.waits.filter(({ etaS, tookS }) => tookS <= 2 * etaS && etaS <= 2 * tookS).length
  t.comment(JSON.stringify({ ...hour, waits: hour.waits.length, good: good / hour.waits.length }))
  t.ok(hour.mostLoad <= plan.capacity)
  t.ok(hour.spread <= 1)
  t.ok(hour.unfair <= 1)
  t.ok(hour.waits.length > 1_000)
  t.ok(good / hour.waits.length >= 0.8)
})
