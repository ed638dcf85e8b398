// The error rates of the watch, in simulated half-hours at 100 turns a second with 5 % for the release. The canary's
// side is drawn turn by turn; the stable side, which has nineteen times as many turns, by normal draws.
import t from 'tap'
import { seededRandom } from '../../perf/fake-llm/latency.js'
import type { GrayRelease, GrayState } from '../../src/gray/gray-document.js'
import { RECENT, type RecentTurn } from '../../src/gray/judge.js'
import type { Counters } from '../../src/gray/tally.js'
import { lookDue, nextState } from '../../src/gray/watch.js'

const CANARY_PER_S = 5
const STABLE_PER_S = 95
const HALF_HOUR_S = 1_800
const ERRORS = 0.01

const release: GrayRelease = {
  name: 'r1',
  percent: 5,
  offset: 0,
  variant: {},
  observe_s: HALF_HOUR_S,
  on_worse: 'rollback',
  again: false,
  state: 'observing',
  run: 'x',
  rolledBack: [],
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

function binomial(n: number, p: number, random: () => number): number {
  return Math.min(n, Math.max(0, Math.round(n * p + Math.sqrt(n * p * (1 - p)) * normal(random))))
}

interface Watched {
  readonly state: GrayState
  readonly atS: number
}

/** One watch, second by second; `errors` is the canary's share of failed turns. Times are the same on both sides. */
function watch(errors: number, random: () => number): Watched {
  const stable = { turns: 0, failed: 0 }
  const canary: Sums = { turns: 0, failed: 0, late: 0 }
  const outcomes: boolean[] = []
  let last = 0
  for (let second = 1; second <= HALF_HOUR_S; second++) {
    const before = { stableTurns: stable.turns, stableFailed: stable.failed }
    serve(
      canary,
      outcomes,
      () => random() < errors,
      () => random() < LATE,
    )
    stable.turns += STABLE_PER_S
    stable.failed += binomial(STABLE_PER_S, ERRORS, random)
    const look = lookDue(second * 1_000, { everyMs: 60_000, last })
    const isLook = look !== last
    last = look
    // Fewer failures cannot cause the hard trip, so such a second is skipped.
    if (!isLook && outcomes.filter(Boolean).length < RECENT / 2) continue
    const recent = outcomes.map((isFailed): RecentTurn => ({ isFailed, ...before }))
    const late = isLook ? binomial(stable.turns - stable.failed, LATE, random) : 0
    const sides = { stable: countersOf({ ...stable, late }), canary: countersOf(canary) }
    const next = nextState(release, { ...sides, recent, elapsedMs: second * 1_000 }, isLook)
    if (next) return { state: next.state, atS: second }
  }
  return { state: 'observing', atS: HALF_HOUR_S }
}

interface Sums {
  turns: number
  failed: number
  late: number
}

/** A second of the canary's turns; `outcomes` are the last ones. */
function serve(canary: Sums, outcomes: boolean[], fails: () => boolean, isLate: () => boolean): void {
  for (let n = 0; n < CANARY_PER_S; n++) {
    const isFailed = fails()
    outcomes[canary.turns++ % RECENT] = isFailed
    if (isFailed) canary.failed++
    else if (isLate()) canary.late++
  }
}

/** Somewhat fewer than a tenth of the times lie above the class in which the P90 is reached. */
const LATE = 0.08

function countersOf({ turns, failed, late }: Sums): Counters {
  const answered = turns - failed
  const times = (kind: string) => ({ [`${kind}:70`]: answered - late, [`${kind}:71`]: late })
  return { turns, failed, answered, notices: failed, ...times('first'), ...times('answer') }
}
t.test('a release that is no different is taken back in 1 % of a thousand half-hours at most', async t => {
  const random = seededRandom(20_261)
  let back = 0
  let ended = 0
  for (let run = 0; run < 1_000; run++) {
    const { state } = watch(ERRORS, random)
    if (state === 'rolled-back') back++
    if (state === 'same' || state === 'better') ended++
  }
  t.ok(back <= 10, `${back} of 1,000`)
  t.equal(back + ended, 1_000)
})

t.test('a release with 4 % errors against 1 % is rolled back by 3:05 in 95 of 100 runs', async t => {
  const random = seededRandom(7)
  let inTime = 0
  for (let run = 0; run < 200; run++) {
    const { state, atS } = watch(0.04, random)
    if (state === 'rolled-back' && atS <= 185) inTime++
  }
  t.ok(inTime >= 190, `${inTime} of 200`)
})

t.test('a release that fails half of its turns is rolled back within a quarter of a minute', async t => {
  const random = seededRandom(9)
  const slow: Watched[] = []
  for (let run = 0; run < 200; run++) {
    const watched = watch(0.6, random)
    if (watched.state !== 'rolled-back' || watched.atS > 15) slow.push(watched)
  }
  t.same(slow, [])
})
