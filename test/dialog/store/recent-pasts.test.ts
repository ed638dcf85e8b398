import t from 'tap'
import { limits, newId, nextOf, resultOf, turnOf } from '../../../perf/load/dialog-turns.js'
import type { MaskedTurn } from '../../../src/dialog/store/dialogs.js'
import { createRecentPasts, type PastWrite } from '../../../src/dialog/store/recent-pasts.js'

const MANY = 100

/** A process that has found this number of copies current in a row. */
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
  const other = turnOf()
  store(other)
  for (let i = 0; i < current; i++) begin(other)
  store(open)
  return { clock, pasts, open, store, begin, other }
}

t.test('a past is trusted where copies have been current many times in a row', t => {
  t.equal(setUp(MANY - 1).pasts.trusted(setUp().open), undefined)
  const { pasts, open, begin, other } = setUp()
  t.match(pasts.trusted(open), { n: 1, fragments: [resultOf(open, '好').fragment] })
  begin(other, { last: newId(), n: 5, fragments: [] })
  t.equal(pasts.trusted(open), undefined, 'one copy was behind')
  t.end()
})

t.test('a refused commit ends the trust in all copies', t => {
  const { pasts, open } = setUp()
  pasts.missed()
  t.equal(pasts.trusted(open), undefined)
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
