import t from 'tap'
import { limits, newId, nextOf, resultOf, turnOf } from '../../../perf/load/dialog-turns.js'
import type { MaskedTurn } from '../../../src/dialog/store/dialogs.js'
import { createRecentPasts, type PastWrite } from '../../../src/dialog/store/recent-pasts.js'

const MANY = 100
/** Customers whose copies were not current: with one more, no copy is trusted. */
const MISSED = 5

/** A process that has found this number of copies current. */
function setUp(current = MANY) {
  const time = { now: () => clock.ms }
  const clock = { ms: 1_000 }
  const pasts = createRecentPasts(time, limits)
  const open = turnOf()
  const store = (turn: MaskedTurn, own: Partial<PastWrite> = {}) => {
    const before = turn.opens ? '' : pasts.of(turn.dialogId).last
    const write = { last: newId(), before, n: pasts.of(turn.dialogId).n + 1, at: clock.ms, isFollowed: false }
    pasts.stored({ ...turn, ...resultOf(turn, '好') }, { ...write, ...own })
  }
  const begin = (turn: MaskedTurn, past = pasts.of(turn.dialogId)) =>
    pasts.begun(turn, { kind: 'run', past, mode: 'bot', isBotOff: false })
  const other = turnOf({ owner: newId() })
  store(other)
  for (let i = 0; i < current; i++) begin(other)
  store(open)
  return { clock, pasts, open, store, begin, other }
}

t.test('a past is trusted where copies have been current many times', t => {
  const few = setUp(MANY - 1)
  t.equal(few.pasts.trusted(few.open), undefined)
  const { pasts, open } = setUp()
  t.match(pasts.trusted(open), { n: 1, fragments: [resultOf(open, '好').fragment] })
  t.end()
})

t.test('a customer whose copy was behind is trusted no more, until many copies were current', t => {
  const { pasts, open, begin, store, other } = setUp()
  begin(open, { last: newId(), n: 5, fragments: [] })
  store(nextOf(open))
  t.equal(pasts.trusted(open), undefined)
  pasts.missed(open.owner)
  for (let i = 1; i < MANY; i++) begin(other)
  t.equal(pasts.trusted(open), undefined)
  begin(other)
  t.ok(pasts.trusted(open))
  t.end()
})

t.test('one customer who races between processes leaves the trust in the copies of others', t => {
  const { pasts, open, begin } = setUp()
  const racing = turnOf({ owner: newId() })
  for (let i = 0; i < 2 * MANY; i++) {
    begin(racing, { last: newId(), n: 5, fragments: [] })
    pasts.missed(racing.owner)
  }
  t.ok(pasts.trusted(open))
  t.end()
})

t.test('where copies of several customers are behind, no copy is trusted', t => {
  const { pasts, open } = setUp()
  for (let i = 0; i < MISSED; i++) pasts.missed(newId())
  t.ok(pasts.trusted(open))
  pasts.missed(newId())
  t.equal(pasts.trusted(open), undefined)
  t.end()
})

t.test('turns that trust their copies let old misses be forgotten', t => {
  const { pasts, open, store } = setUp()
  const behind = turnOf({ owner: newId() })
  store(behind)
  pasts.missed(behind.owner)
  t.equal(pasts.trusted(behind), undefined)
  for (let i = 0; i < MANY; i++) store(nextOf(open))
  t.ok(pasts.trusted(behind))
  t.end()
})

t.test('a past is trusted for its own customer alone', t => {
  const { pasts, open } = setUp()
  t.equal(pasts.trusted({ ...open, owner: newId() }), undefined)
  t.end()
})

t.test('a past is not trusted while other turns wait, nor right after a begin', t => {
  const { pasts, open, store, begin } = setUp()
  store(nextOf(open), { isFollowed: true })
  t.equal(pasts.trusted(open), undefined)
  store(nextOf(open))
  t.ok(pasts.trusted(open))
  begin(open)
  t.equal(pasts.trusted(open), undefined)
  t.end()
})

t.test('a past is not trusted when the bot was off, until begin says that it is on', t => {
  const { pasts, open, store, begin } = setUp()
  pasts.begun(open, { kind: 'run', past: pasts.of(open.dialogId), mode: 'bot', isBotOff: true })
  store(nextOf(open))
  t.equal(pasts.trusted(open), undefined)
  begin(open)
  store(nextOf(open))
  t.ok(pasts.trusted(open))
  t.end()
})

t.test('a past is not trusted once the dialog has lived half its life: begin lengthens it', t => {
  const { clock, pasts, open } = setUp()
  clock.ms += limits.ttlMs / 2
  t.equal(pasts.trusted(open), undefined)
  t.end()
})

t.test('a copy that was not current before a write is dropped', t => {
  const { pasts, open, store } = setUp()
  store(nextOf(open), { before: newId() })
  t.same(pasts.of(open.dialogId), { last: '', n: 0, fragments: [] })
  t.end()
})

t.test('copies are bounded by their texts, so that long dialogs of some do not take the memory of all', t => {
  const { pasts, open, begin } = setUp()
  const fragments = Array.from({ length: 10 }, () => '长'.repeat(10_000))
  for (let i = 0; i < 400; i++) begin(turnOf(), { last: newId(), n: 10, fragments })
  t.equal(pasts.of(open.dialogId).n, 0, 'the oldest copies have gone')
  t.end()
})

t.test('thousands of usual dialogs have their copies', t => {
  const { pasts, open, begin } = setUp()
  const fragments = Array.from({ length: 6 }, () => '短'.repeat(150))
  for (let i = 0; i < 20_000; i++) begin(turnOf(), { last: newId(), n: 6, fragments })
  t.equal(pasts.of(open.dialogId).n, 1)
  t.end()
})
