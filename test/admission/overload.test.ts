import t from 'tap'
import { FIRST_TURNS } from '../../src/admission/concurrency-limit.js'
import { createLoopClock } from '../../src/admission/loop-clock.js'
import {
  COSTLY_TARGET_MS,
  createOverload,
  LEAST_COSTLY_TURNS,
  LEAST_TURNS,
  LOOKUP_TARGET_MS,
  type Overload,
  overloadOff,
  SPARE_TURNS,
  TARGET_MS,
} from '../../src/admission/overload.js'
import { fakeEvery } from '../support/admission/fake-every.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const headers = { RateLimit: '"turns";r=7;t=1' }

function setUp() {
  const clock = fakeClock()
  const timers = fakeEvery()
  const loopClock = createLoopClock(clock, timers.every)
  /** One round of the event loop that takes so long. */
  const round = (ms: number) => {
    clock.move(ms)
    timers.run()
  }
  round(5)
  const vendor = { isBehind: false }
  // The front's own idea of it is held here, because admission knows nothing of the front.
  const overload: Overload = createOverload({
    loopClock,
    clock,
    steady: clock,
    random: () => 0.5,
    headers: () => headers,
    isVendorBehind: () => vendor.isBehind,
  })
  return { clock, timers, loopClock, round, overload, vendor }
}

t.test('while the loop is on time, a turn began to wait when the loop last polled', async t => {
  const { clock, overload } = setUp()
  const polled = clock.now()
  clock.move(3)
  t.equal(overload.arrivedAt(), polled)
})

t.test('a turn read after a long round began to wait in the middle of it', async t => {
  const { clock, overload, round } = setUp()
  const before = clock.now()
  round(105)
  t.equal(overload.arrivedAt(), before + 55)
})

t.test('the wait behind the turns read with it is charged to a turn', async t => {
  const { clock, overload } = setUp()
  const polled = clock.now()
  clock.move(140)
  t.equal(clock.now() - overload.arrivedAt(), 140)
  t.equal(overload.arrivedAt(), polled)
})

t.test('the clock rests when nothing has come for a second, and the next turn wakes it', async t => {
  const { clock, timers, overload, round } = setUp()
  for (let i = 0; i < 200; i++) round(5)
  t.equal(timers.running(), 0)
  clock.move(60_000)
  const polled = clock.now()
  t.equal(overload.arrivedAt(), polled, 'it has not waited a minute')
  t.equal(timers.running(), 1)
  clock.move(140)
  t.equal(overload.arrivedAt(), polled, 'what was read with it waits behind it')
  round(105)
  t.equal(overload.arrivedAt(), clock.now() - 120)
})

t.test(
  'in a crowd a turn that waited over 150 ms to be read is refused, and none once the loop is back',
  async t => {
    const { clock, overload, round } = setUp()
    for (let i = 0; i < LEAST_TURNS; i++) overload.workStarted()
    clock.move(150)
    t.equal(overload.refuses(), false)
    clock.move(1)
    t.equal(overload.refuses(), true)
    round(0)
    t.equal(overload.refuses(), false)
  },
)

t.test(
  'a hundred turns at once are never refused, however slow the machine is and whatever held it up',
  async t => {
    for (const isCheap of [true, false]) {
      const it = setUp()
      workOn(it, { turns: 100, ms: 20 * TARGET_MS, isCheap })
      it.clock.move(3_000)
      for (let i = 0; i < 100; i++) {
        t.equal(it.overload.refuses() || it.overload.refusesCostly(), false)
        it.overload.workStarted()
      }
    }
  },
)

t.test('turns beyond the limit are refused until one ends', async t => {
  const { overload } = setUp()
  for (let i = 0; i < FIRST_TURNS; i++) {
    t.equal(overload.refuses(), false)
    overload.workStarted()
  }
  t.equal(overload.refuses(), true)
  overload.workEnded(10, false)
  t.equal(overload.refuses(), false)
  t.equal(overload.inFlight(), FIRST_TURNS - 1)
})

interface Crowd {
  readonly turns: number
  readonly ms: number
  readonly isCheap: boolean
}

/** Turns that are worked on at once, and end together after so long, again and again. */
function workOn({ overload, clock, round }: ReturnType<typeof setUp>, { turns, ms, isCheap }: Crowd): void {
  for (let time = 0; time < 20; time++) {
    for (let i = 0; i < turns; i++) overload.workStarted()
    clock.move(ms)
    for (let i = 0; i < turns; i++) overload.workEnded(ms, isCheap)
    round(0)
  }
}

/** Costly turns that come at once: how many are let in? */
function letIn({ overload }: ReturnType<typeof setUp>): number {
  let turns = 0
  while (!overload.refusesCostly()) turns++
  return turns
}

/** The room of the beginning is taken: the crowd has been there for a while. */
function spend(it: ReturnType<typeof setUp>): void {
  for (let i = 0; i < LEAST_TURNS; i++) it.overload.workStarted()
  letIn(it)
  for (let i = 0; i < LEAST_TURNS; i++) it.overload.workEnded(0, false)
}

t.test('in a crowd costly turns give way before those that a lookup answers', async t => {
  const it = setUp()
  workOn(it, { turns: 200, ms: (COSTLY_TARGET_MS + TARGET_MS) / 2, isCheap: false })
  spend(it)
  for (let i = 0; i < LEAST_COSTLY_TURNS; i++) {
    t.equal(it.overload.refusesCostly(), false)
    t.equal(it.overload.isCrowded(), false)
    it.overload.workStarted()
  }
  t.equal(it.overload.refusesCostly(), true)
  t.equal(it.overload.isCrowded(), true)
  t.equal(it.overload.isFullForCostly(), true)
  t.equal(it.overload.refuses(), false, 'there is room for them')
  it.overload.workEnded(10, false)
  t.equal(it.overload.refusesCostly(), false)
})

t.test('some costly turns are never refused, however long a crowd lasts', async t => {
  const it = setUp()
  workOn(it, { turns: 200, ms: 2 * TARGET_MS, isCheap: false })
  spend(it)
  for (let i = 0; i < LEAST_COSTLY_TURNS - 1; i++) it.overload.workStarted()
  t.equal(it.overload.refusesCostly(), false)
})

t.test('a crowd that goes on is let in beyond the limit once, and again after ten seconds', async t => {
  const it = setUp()
  workOn(it, { turns: 200, ms: 2 * TARGET_MS, isCheap: true })
  for (let i = 0; i < LEAST_COSTLY_TURNS; i++) it.overload.workStarted()
  t.equal(it.overload.isFullForCostly(), false)
  t.equal(letIn(it), SPARE_TURNS)
  t.equal(it.overload.isFullForCostly(), true)
  t.equal(letIn(it), 0)
  it.clock.move(1_000)
  t.equal(letIn(it), Math.floor(SPARE_TURNS / 10), 'meanwhile a few, so that nobody waits for the end of it')
  it.clock.move(10_000)
  t.equal(letIn(it), SPARE_TURNS)
})

t.test(
  'while more turns wait for the vendor than it answers in time, costly ones are refused, and lookups are not',
  t => {
    const it = setUp()
    it.vendor.isBehind = true
    t.equal(it.overload.isFullForCostly(), true)
    t.equal(letIn(it), 0, 'without room to spare')
    t.equal(it.overload.isCrowded(), true)
    t.equal(it.overload.refuses(), false)
    it.vendor.isBehind = false
    t.equal(it.overload.refusesCostly(), false)
    t.end()
  },
)

t.test('costly turns give way earlier where some turns are answered by lookups', async t => {
  const crowd = { turns: 200, ms: (LOOKUP_TARGET_MS + COSTLY_TARGET_MS) / 2 }
  const isCrowdedAfter = (isCheap: boolean) => {
    const it = setUp()
    workOn(it, { ...crowd, isCheap })
    for (let i = 0; i < crowd.turns; i++) it.overload.workStarted()
    return it.overload.isCrowded()
  }
  t.equal(isCrowdedAfter(false), false)
  t.equal(isCrowdedAfter(true), true)
})

t.test('that a crowd was seen is not counted as a refusal', async t => {
  const it = setUp()
  workOn(it, { turns: 200, ms: TARGET_MS, isCheap: false })
  for (let i = 0; i < LEAST_COSTLY_TURNS; i++) it.overload.workStarted()
  const { retryAfterS } = it.overload.refusal()
  for (let i = 0; i < 1_000; i++) it.overload.isCrowded()
  t.equal(it.overload.refusal().retryAfterS, retryAfterS)
})

t.test('work that takes longer than its target makes the limit smaller', async t => {
  const { overload, clock } = setUp()
  const before = overload.limit()
  for (let i = 0; i < 8; i++) overload.workStarted()
  clock.move(TARGET_MS * 2)
  for (let i = 0; i < 8; i++) overload.workEnded(TARGET_MS * 2, false)
  t.ok(overload.limit() < before)
})

t.test('Retry-After is the time in which the refused could have been worked on', async t => {
  const { overload, clock } = setUp()
  for (let i = 0; i < 100; i++) {
    overload.workStarted()
    overload.workEnded(1, false)
  }
  t.same(overload.refusal(), { retryAfterS: 1, headers })
  for (let i = 0; i < LEAST_TURNS; i++) overload.workStarted()
  clock.move(151)
  for (let i = 0; i < 80; i++) overload.refuses()
  t.equal(overload.refusal().retryAfterS, 8, '80 refused, 10 a second done')
})

t.test('with overload control off the clock runs and nothing is refused', async t => {
  const { clock, loopClock } = setUp()
  const open = overloadOff(loopClock)
  clock.move(10_000)
  for (let i = 0; i < 10_000; i++) open.workStarted()
  t.equal(open.refuses(), false)
  t.equal(clock.now() - open.arrivedAt(), 10_000)
})

t.test('a closed turn clock stops its timer', async t => {
  const { loopClock, timers } = setUp()
  loopClock.close()
  t.equal(timers.running(), 0)
})
