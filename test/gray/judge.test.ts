import t from 'tap'
import { hasTripped, judge, METRICS, type RecentTurn } from '../../src/gray/judge.js'
import { type Counters, classOf, count, countsOf, quantile } from '../../src/gray/tally.js'

/** Counters of a side of `turns` turns, all answered in 100 ms but for those that failed. */
const side = (turns: number, more: Counters = {}): Counters => {
  const answered = turns - (more.failed ?? 0)
  return {
    turns,
    answered,
    [`first:${classOf(100)}`]: answered,
    [`answer:${classOf(100)}`]: answered,
    ...more,
  }
}

t.test('there is no verdict before 200 canary turns and 2,000 turns in all', async t => {
  const bad = side(199, { failed: 199 })
  t.same(judge({ stable: side(90_000), canary: bad }), { kind: 'unclear' })
  t.same(judge({ stable: side(1_700), canary: side(200, { failed: 200 }) }), { kind: 'unclear' })
})

t.test('worse is a difference of four standard errors in ten turns or more that also matters', async t => {
  const stable = side(20_000, { failed: 200 })
  t.same(judge({ stable, canary: side(1_000, { failed: 40 }) }), {
    kind: 'worse',
    metric: 'errors',
    stable: 0.01,
    canary: 0.04,
  })
  t.same(judge({ stable, canary: side(1_000, { failed: 18 }) }), { kind: 'same' }, 'below four errors')
  t.same(judge({ stable: side(20_000), canary: side(300, { failed: 9 }) }), { kind: 'same' }, 'nine turns')
  const many = { stable: side(2_000_000, { failed: 20_000 }), canary: side(200_000, { failed: 3_800 }) }
  t.same(judge(many), { kind: 'same' }, 'sure, but less than a point')
  const high = { stable: side(2_000_000, { failed: 400_000 }), canary: side(200_000, { failed: 48_000 }) }
  t.same(judge(high), { kind: 'same' }, 'sure and four points, but less than a quarter more')
})

t.test('each share is judged, also a share that few turns have', async t => {
  const late = { [`first:${classOf(100)}`]: 800, [`first:${classOf(900)}`]: 200 }
  const lateAnswers = { [`answer:${classOf(100)}`]: 800, [`answer:${classOf(900)}`]: 200 }
  const canaries: Record<(typeof METRICS)[number], Counters> = {
    errors: { failed: 50 },
    slow_first: late,
    slow_answer: lateAnswers,
    notices: { notices: 60 },
    handoffs: { handoffs: 80 },
    thumbs_down: { rated: 100, disliked: 50 },
    tool_faults: { tool_calls: 100, tool_faults: 50 },
  }
  const stable = side(20_000, { rated: 1_000, disliked: 100, tool_calls: 1_000, tool_faults: 100 })
  for (const metric of METRICS)
    t.match(judge({ stable, canary: side(1_000, canaries[metric]) }), { kind: 'worse', metric })
  const few = side(1_000, { rated: 29, disliked: 29 })
  t.same(judge({ stable, canary: few }), { kind: 'same' }, 'below thirty ratings they say nothing')
})

t.test('fewer errors or quicker answers are better', async t => {
  const stable = side(20_000, { failed: 1_000 })
  t.match(judge({ stable, canary: side(2_000) }), { kind: 'better', metric: 'errors' })
})

t.test(
  'where every turn fails on both sides, or nothing was answered, nobody is worse and nothing is clear',
  async t => {
    const all = (turns: number) => side(turns, { failed: turns })
    t.same(judge({ stable: all(5_000), canary: all(500) }), { kind: 'unclear' })
  },
)

t.test('a failed turn is no answer, and its time counts in no class', async t => {
  const turn = { isFailed: true, isNotice: true, firstMs: 1, answerMs: 1 }
  t.same(countsOf(turn), ['turns', 'notices', 'failed'])
  const names = countsOf({ ...turn, isFailed: false, isNotice: false, firstMs: 100, answerMs: 0 })
  t.same(names, ['turns', 'answered', `first:${classOf(100)}`, 'answer:0'])
  const called = countsOf({ ...turn, tools: { calls: 3, faults: 1 } })
  t.same(
    called.filter(name => name.startsWith('tool')),
    ['tool_calls', 'tool_calls', 'tool_calls', 'tool_faults'],
  )
  t.equal(classOf(Number.POSITIVE_INFINITY), 150)
  t.equal(quantile({}, 'first', 0.9), undefined)
  t.equal(count({}, 'turns'), 0)
})

const recent = (outcomes: string, before: Partial<RecentTurn> = {}): RecentTurn[] =>
  [...outcomes].map(outcome => ({ isFailed: outcome === '1', stableTurns: 0, stableFailed: 0, ...before }))
const half = '01'.repeat(10)

t.test('ten failures among the last twenty canary turns roll the release back at once', async t => {
  const stable = side(400, { failed: 4 })
  t.same(hasTripped(recent(half), stable), { metric: 'errors', stable: 0.01, canary: 0.5 })
  t.equal(hasTripped(recent(half.replace('1', '0')), stable), undefined, 'nine do not')
  t.equal(hasTripped(recent(half.slice(1)), stable), undefined, 'nor do ten of nineteen')
})

t.test('failures on both sides at the same time do not trip the release', async t => {
  // The vendor went away after an hour without a fault.
  const before = { stableTurns: 100_000, stableFailed: 0 }
  t.equal(hasTripped(recent(half, before), { turns: 100_300, failed: 150 }), undefined)
  t.ok(hasTripped(recent(half, before), { turns: 100_300, failed: 3 }))
  t.equal(
    hasTripped(recent(half, before), { turns: 100_000 }),
    undefined,
    'without stable turns nobody knows',
  )
})
