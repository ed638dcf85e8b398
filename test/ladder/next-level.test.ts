import fc from 'fast-check'
import t from 'tap'
import {
  FEWEST,
  HEALTH_MS,
  type LadderState,
  nextLevel,
  type Signals,
  wellSince,
} from '../../src/ladder/next-level.js'
import { calm } from '../support/ladder/samples.js'

const start = wellSince(0)

/** Walks from level 0: each step lasts a second and shows the given signals. */
function walk(steps: readonly Partial<Signals>[], from: LadderState = start, firstAt = 0): LadderState[] {
  let state = from
  return steps.map((signals, second) => {
    state = nextLevel(state, { ...calm, ...signals }, firstAt + second * 1000)
    return state
  })
}
const seconds = (count: number, signals: Partial<Signals>) => Array.from({ length: count }, () => signals)

const entries: [string, Partial<Signals>, number, string][] = [
  ['all is well', {}, 0, 'all-well'],
  ['1 % of turns are slow outside the vendor', { turns: 100, slowTurns: 1 }, 0, 'all-well'],
  ['more than 1 % of turns are slow outside the vendor', { turns: 100, slowTurns: 2 }, 1, 'own-time'],
  ['one of 20 turns is slow outside the vendor', { turns: 20, slowTurns: 1 }, 0, 'all-well'],
  ['one of 99 calls is slow', { calls: 99, slowCalls: 1 }, 0, 'all-well'],
  ['two of 20 turns are slow outside the vendor', { turns: 20, slowTurns: 2 }, 1, 'own-time'],
  ['more than 1 % of calls are slow', { calls: 100, slowCalls: 2 }, 1, 'vendor-slow'],
  ['5 % of calls fail', { calls: 100, failedCalls: 5 }, 0, 'all-well'],
  ['more than 5 % of calls fail', { calls: 100, failedCalls: 6 }, 1, 'vendor-errors'],
  ['30 % of calls fail', { calls: 100, failedCalls: 30 }, 1, 'vendor-errors'],
  ['more than 30 % of calls fail', { calls: 100, failedCalls: 31 }, 2, 'vendor-errors'],
  ['the breaker is open', { breakerOpen: true }, 2, 'breaker-open'],
  ['one customer waits for long', { pendingCustomers: 1, laggingCustomers: 1 }, 0, 'all-well'],
  ['a tenth of the customers wait for long', { pendingCustomers: 20, laggingCustomers: 2 }, 0, 'all-well'],
  ['more customers wait for long', { pendingCustomers: 19, laggingCustomers: 2 }, 3, 'pending-lag'],
  ['only the store is away', { storeAway: true, seatsFree: false }, 0, 'all-well'],
  ['store and vendor are away, a seat is free', { storeAway: true, breakerOpen: true }, 2, 'breaker-open'],
  [
    'store, vendor and seats are away',
    { storeAway: true, breakerOpen: true, seatsFree: false },
    4,
    'nothing-left',
  ],
  [
    'store and seats are away and the vendor queue is full',
    { storeAway: true, seatsFree: false, calls: 20, refusedCalls: 20 },
    4,
    'nothing-left',
  ],
]
for (const [title, signals, level, cause] of entries) {
  t.test(`when ${title}, the level is ${level}`, async t => {
    t.match(nextLevel(start, { ...calm, ...signals }, 0), { level, cause })
  })
}

t.test(`ratios of fewer than ${FEWEST} events say nothing`, async t => {
  const few = FEWEST - 1
  const bad = { turns: few, slowTurns: few, calls: few, failedCalls: few, slowCalls: few }
  t.equal(nextLevel(start, { ...calm, ...bad }, 0).level, 0)
})

t.test('level 2 that lasts a minute becomes level 3, and stays while the vendor stays away', async t => {
  const states = walk(seconds(600, { breakerOpen: true }))
  t.same(
    [0, 59, 60, 599].map(second => states[second]?.level),
    [2, 2, 3, 3],
  )
  t.equal(states[60]?.cause, 'vendor-down')
})

t.test('level 2 on its way down for a minute does not become level 3', async t => {
  const [entered] = walk([{ breakerOpen: true }])
  const states = walk(seconds(25, {}), entered, 1000)
  t.equal(states.at(-1)?.level, 2)
})

t.test('the way down takes 30 s of health a rung', async t => {
  const [entered] = walk([{ pendingCustomers: 9, laggingCustomers: 5 }])
  const states = walk(seconds(95, {}), entered, 1000)
  const falls = states.flatMap(({ level }, i) => (level !== states[i - 1]?.level ? [[i, level]] : []))
  t.same(falls, [
    [0, 3],
    [30, 2],
    [60, 1],
    [90, 0],
  ])
  t.same(
    [30, 90].map(second => states[second]?.cause),
    ['recovering', 'all-well'],
  )
})

t.test('one bad second starts the wait anew', async t => {
  const bad = { breakerOpen: true }
  const states = walk([bad, ...seconds(29, {}), bad, ...seconds(30, {}), {}])
  t.same(
    [30, 60, 61].map(second => states[second]?.level),
    [2, 2, 1],
  )
})

t.test('a rung on the way down that is asked for gets its cause', async t => {
  const [entered] = walk([{ breakerOpen: true }])
  const states = walk(seconds(40, { calls: 100, failedCalls: 10 }), entered, 1000)
  t.match(states.at(-1), { level: 1, cause: 'vendor-errors' })
})

t.test('a clock that goes back does not make the wait endless', async t => {
  const entered = nextLevel(start, { ...calm, breakerOpen: true }, 1_000_000)
  const waiting = nextLevel(entered, calm, 1_001_000)
  const states = walk(seconds(31, {}), waiting, 0)
  t.equal(states.at(-1)?.level, 1)
})

const anySignals: fc.Arbitrary<Signals> = fc.record({
  turns: fc.nat(200),
  slowTurns: fc.nat(10),
  calls: fc.nat(200),
  slowCalls: fc.nat(10),
  failedCalls: fc.nat(200),
  refusedCalls: fc.nat(100),
  breakerOpen: fc.boolean(),
  pendingCustomers: fc.nat(40),
  laggingCustomers: fc.nat(20),
  seatsFree: fc.boolean(),
  storeAway: fc.boolean(),
})
const demandOf = (signals: Signals) => nextLevel(start, signals, 0).level
const anyWalk = fc.array(
  fc.tuple(fc.oneof(fc.constant(calm), anySignals), fc.integer({ min: 0, max: 20_000 })),
  {
    minLength: 1,
    maxLength: 60,
  },
)

t.test('whatever happens, the level is never below what is asked for', async () => {
  fc.assert(
    fc.property(anyWalk, steps => {
      let state = start
      let now = 0
      return steps.every(([signals, ms]) => {
        now += ms
        state = nextLevel(state, signals, now)
        return state.level >= demandOf(signals)
      })
    }),
  )
})

t.test(
  'whatever happens, it falls one rung at a time, after 30 s in which nothing asked for it',
  async () => {
    fc.assert(
      fc.property(anyWalk, steps => {
        let state = start
        let now = 0
        let calmSince = 0
        return steps.every(([signals, ms]) => {
          now += ms
          const before = state
          state = nextLevel(state, signals, now)
          if (demandOf(signals) >= before.level) calmSince = Number.POSITIVE_INFINITY
          else calmSince = Math.min(calmSince, now)
          if (state.level >= before.level) return true
          const isFair = before.level - state.level === 1 && now - calmSince >= HEALTH_MS
          calmSince = now
          return isFair
        })
      }),
    )
  },
)
