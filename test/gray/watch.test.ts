import t from 'tap'
import type { GrayRelease } from '../../src/gray/gray-document.js'
import { classOf } from '../../src/gray/tally.js'
import { isWatched, lookDue, nextState, type Seen } from '../../src/gray/watch.js'

const release: GrayRelease = {
  name: 'r1',
  percent: 10,
  offset: 0,
  variant: {},
  observe_s: 600,
  on_worse: 'rollback',
  again: false,
  state: 'observing',
  run: 'x',
  rolledBack: [],
}

const side = (turns: number, failed: number) => ({
  turns,
  failed,
  answered: turns - failed,
  [`first:${classOf(100)}`]: turns - failed,
  [`answer:${classOf(100)}`]: turns - failed,
})
const seen = (elapsedS: number, failed = 10, turns = 1_000): Seen => ({
  stable: side(10_000, 100),
  canary: side(turns, failed),
  recent: [],
  elapsedMs: elapsedS * 1_000,
})

t.test('the first look is after three minutes, then each minute, none twice', async t => {
  const due = (elapsedS: number, last: number) => lookDue(elapsedS * 1_000, { everyMs: 60_000, last })
  t.same([due(179, 0), due(180, 0), due(181, 3), due(239, 3), due(240, 3)], [0, 3, 3, 3, 4])
  // A process that was halted takes its look at once.
  t.equal(due(1_000, 0), 16)
})

t.test(
  'a worse release is rolled back at the look that finds it, or held if the document says so',
  async t => {
    const bad = seen(180, 60)
    t.match(nextState(release, bad, true), { state: 'rolled-back', finding: { metric: 'errors' } })
    t.match(nextState({ ...release, on_worse: 'hold' }, bad, true), { state: 'worse' })
    t.equal(nextState(release, bad, false), undefined, 'between looks only the hard trip counts')
    t.match(
      nextState({ ...release, state: 'same' }, bad, true),
      { state: 'rolled-back' },
      'also while a person is awaited',
    )
  },
)

t.test(
  'after observe_s a release is the same or better, or unclear without data, and never promoted',
  async t => {
    t.equal(nextState(release, seen(599), true), undefined)
    t.same(nextState(release, seen(600), true), { state: 'same' })
    t.match(nextState(release, seen(600, 0, 5_000), true), { state: 'better', finding: { metric: 'errors' } })
    t.same(nextState(release, seen(600, 1, 100), true), { state: 'unclear' })
    const later = Array.from({ length: 1_000 }, (_none, n) => seen(600 + 60 * n, 1, 100))
    t.same(
      later.filter(one => nextState({ ...release, state: 'unclear' }, one, true) !== undefined),
      [],
      'unclear stays unclear, however long',
    )
    t.same(
      nextState({ ...release, state: 'unclear' }, seen(1_200), true),
      { state: 'same' },
      'data may still come',
    )
  },
)

t.test(
  'a verdict is not reached twice, and a release that is off, rolled back, held or promoted is not watched',
  async t => {
    t.equal(nextState({ ...release, state: 'same' }, seen(900), true), undefined)
    t.equal(nextState({ ...release, state: 'better' }, seen(900), true), undefined)
    for (const state of ['observing', 'same', 'better', 'unclear'] as const)
      t.equal(isWatched({ state, percent: 5 }), true, state)
    for (const state of ['off', 'worse', 'rolled-back', 'promoted'] as const)
      t.equal(isWatched({ state, percent: 5 }), false, state)
    t.equal(isWatched({ state: 'observing', percent: 0 }), false)
  },
)
