import t from 'tap'
import { costlyTurns, FIRST_TURNS } from '../../src/admission/inflight.js'
import { createOverload, type Overload, openDoor } from '../../src/admission/overload.js'
import { createTurnClock } from '../../src/admission/turn-clock.js'
import type { Overload as FrontPort } from '../../src/front/ports.js'
import { fakeClock } from '../dialog/fake-time.js'
import { fakeEvery } from './fake-every.js'

const headers = { RateLimit: '"turns";r=7;t=1' }

function setUp() {
  const clock = fakeClock()
  const timers = fakeEvery()
  const turnClock = createTurnClock(clock, timers.every)
  /** One round of the event loop that takes so long. */
  const round = (ms: number) => {
    clock.move(ms)
    timers.run()
  }
  round(5)
  // The front's own idea of it is held here, because admission knows nothing of the front.
  const overload: Overload & FrontPort = createOverload({
    ...{ turnClock, clock },
    random: () => 0.5,
    headers: () => headers,
  })
  return { clock, timers, turnClock, round, overload }
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

t.test('a turn that waited over 150 ms to be read is refused, and none once the loop is back', async t => {
  const { clock, overload, round } = setUp()
  clock.move(150)
  t.equal(overload.refuses(), false)
  clock.move(1)
  t.equal(overload.refuses(), true)
  round(0)
  t.equal(overload.refuses(), false)
})

t.test('turns beyond the limit are refused until one ends', async t => {
  const { overload } = setUp()
  for (let i = 0; i < FIRST_TURNS; i++) {
    t.equal(overload.refuses(), false)
    overload.enter()
  }
  t.equal(overload.refuses(), true)
  overload.leave(10)
  t.equal(overload.refuses(), false)
  t.equal(overload.inFlight(), FIRST_TURNS - 1)
})

t.test('near the limit only turns that a lookup answers are let in', async t => {
  const { overload } = setUp()
  for (let i = 0; i < costlyTurns(FIRST_TURNS); i++) {
    t.equal(overload.refusesCostly(), false)
    overload.enter()
  }
  t.equal(overload.refusesCostly(), true)
  t.equal(overload.refuses(), false, 'there is room for them')
  overload.leave(10)
  t.equal(overload.refusesCostly(), false)
})

t.test('work that takes longer than its target makes the limit smaller', async t => {
  const { overload, clock } = setUp()
  const before = overload.limit()
  for (let i = 0; i < 8; i++) overload.enter()
  clock.move(80)
  for (let i = 0; i < 8; i++) overload.leave(80)
  t.ok(overload.limit() < before)
})

t.test('Retry-After is the time in which the refused could have been worked on', async t => {
  const { overload, clock } = setUp()
  for (let i = 0; i < 100; i++) {
    overload.enter()
    overload.leave(1)
  }
  clock.move(151)
  t.same(overload.refusal(), { retryAfterS: 1, headers })
  for (let i = 0; i < 80; i++) overload.refuses()
  t.equal(overload.refusal().retryAfterS, 8, '80 refused, 10 a second done')
})

t.test('with overload control off the clock runs and nothing is refused', async t => {
  const { clock, turnClock } = setUp()
  const open = openDoor(turnClock)
  clock.move(10_000)
  for (let i = 0; i < 10_000; i++) open.enter()
  t.equal(open.refuses(), false)
  t.equal(clock.now() - open.arrivedAt(), 10_000)
})

t.test('a closed turn clock stops its timer', async t => {
  const { turnClock, timers } = setUp()
  turnClock.close()
  t.equal(timers.running(), 0)
})
