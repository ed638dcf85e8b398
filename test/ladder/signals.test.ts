import t from 'tap'
import { createSignals, sumReports } from '../../src/ladder/signals.js'
import type { LlmFailure, LlmResult } from '../../src/llm/llm.js'
import { fakeClock } from '../support/dialog/fake-time.js'
import { calm, quiet } from '../support/ladder/samples.js'

const standing = {
  breakerOpen: false,
  pendingCustomers: 0,
  laggingCustomers: 0,
  laggards: [],
  seatsOnline: 0,
  handoffFull: false,
}
const failed = (why: LlmFailure, vendorMs = 10): LlmResult => ({
  kind: 'failed',
  why,
  streamed: false,
  vendorMs,
})
const answered = (vendorMs: number): LlmResult => ({
  kind: 'answered',
  isTruncated: false,
  text: '好',
  usage: undefined,
  vendorMs,
  vendor: 'primary',
})

function setUp() {
  const clock = fakeClock()
  return { clock, signals: createSignals({ clock, standing: () => standing }, 4000) }
}

t.test('turns are slow above 200 ms of our own, calls above the bound given', async t => {
  const { signals } = setUp()
  for (const ms of [0, 200, 201]) signals.turnEnded(ms)
  for (const ms of [20, 4000, 4001]) signals.callEnded(answered(ms))
  t.same(signals.report(), { ...quiet, turns: 3, slowTurns: 1, calls: 3, slowCalls: 1 })
})

t.test('what the vendor is to blame for is a failed call', async t => {
  for (const why of [
    'connect',
    'timeout',
    'rate-limited',
    'server-error',
    'unauthorized',
    'unpaid',
  ] as const) {
    const { signals } = setUp()
    signals.callEnded(failed(why))
    t.match(signals.report(), { calls: 1, failedCalls: 1 }, why)
  }
})

t.test('our own refusals and cancels are no calls, a full queue is counted apart', async t => {
  const { signals } = setUp()
  for (const why of ['breaker-open', 'aborted', 'queue-full'] as const) signals.callEnded(failed(why))
  t.match(signals.report(), { calls: 0, failedCalls: 0, refusedCalls: 1 })
})

t.test('a prompt that is not taken and a turn out of time are calls that did not fail', async t => {
  const { signals } = setUp()
  signals.callEnded(failed('refused'))
  signals.callEnded(failed('declined'))
  signals.callEnded(failed('deadline', 5000))
  t.match(signals.report(), { calls: 3, failedCalls: 0, slowCalls: 1 })
})

t.test('the window holds ten seconds', async t => {
  const { clock, signals } = setUp()
  signals.turnEnded(1)
  clock.move(9_000)
  signals.turnEnded(1)
  t.equal(signals.report().turns, 2)
  clock.move(1_000)
  t.equal(signals.report().turns, 1)
  clock.move(3_600_000)
  t.equal(signals.report().turns, 0)
})

t.test("the cluster's signals are the sums of its processes' counts", async t => {
  const one = {
    ...quiet,
    turns: 5,
    calls: 3,
    failedCalls: 1,
    pendingCustomers: 4,
    laggingCustomers: 1,
    laggards: ['a'],
    seatsOnline: 1,
  }
  const two = {
    ...quiet,
    turns: 7,
    slowTurns: 2,
    refusedCalls: 4,
    pendingCustomers: 2,
    laggingCustomers: 2,
    laggards: ['a', 'b'],
    breakerOpen: true,
  }
  const { storeAway, ...calmReports } = calm
  t.same(sumReports([one, two]), {
    ...calmReports,
    turns: 12,
    slowTurns: 2,
    calls: 3,
    failedCalls: 1,
    refusedCalls: 4,
    breakerOpen: true,
    pendingCustomers: 6,
    laggingCustomers: 3,
    seatsFree: true,
  })
})

t.test('no seat is free when the handoff queue is full', async t => {
  const full = { ...quiet, seatsOnline: 3, handoffFull: true }
  t.equal(sumReports([full]).seatsFree, false)
  t.equal(sumReports([]).seatsFree, false)
})

t.test('a customer who waits at every process is one', async t => {
  const report = { ...quiet, pendingCustomers: 1, laggingCustomers: 1, laggards: ['a'] }
  t.match(sumReports([report, report, report]), { laggingCustomers: 1 })
  t.match(sumReports([report, { ...report, laggards: ['b'] }]), { laggingCustomers: 2 })
})
