// The times and tokens that a turn is charged with.
import t from 'tap'
import { unknown } from '../../../perf/load/dialog-turns.js'
import { TurnMeter } from '../../../src/dialog/turn/turn-meter.js'

/** A turn that was admitted at 100 and is metered from 103 on; `told` records the calls to overload control. */
function setUp(isCheap = false) {
  const clock = { at: 103, now: () => clock.at }
  const told: (string | readonly [ms: number, isCheap: boolean])[] = []
  const load = {
    workStarted: () => void told.push('started'),
    workEnded: (ms: number, wasCheap: boolean) => void told.push([ms, wasCheap]),
  }
  const order = {
    customer: { role: 'customer', uid: 'u', owner: 'o', shop: 'main', expiresAt: 0 },
    text: '',
    language: 'zh',
    trace: { traceId: '', traceparent: '' },
    announces: false,
    admittedAt: 100,
    deadlineAt: 1_000,
    known: { ...unknown, isCheap },
  } as const
  return { clock, told, meter: new TurnMeter({ clock, load }, order) }
}

t.test(
  'a step is charged with the time since the last one, the first since the turn was admitted',
  async t => {
    const { clock, meter } = setUp()
    meter.step('front')
    clock.at += 4
    meter.step('mask')
    clock.at += 5
    meter.step('place')
    clock.at += 6
    meter.step('place')
    t.match(meter.steps, { frontMs: 3, maskMs: 4, placeMs: 11, answerMs: 0, commitMs: 0 })
  },
)

t.test('reading and admitting a turn was work on it', async t => {
  const { told, meter } = setUp()
  meter.begin()
  meter.pause()
  t.same(told, ['started', [3, false]])
  t.equal(meter.ownMs, 3)
})

t.test('waiting is no work, and every stretch of work counts once', async t => {
  const { clock, told, meter } = setUp(true)
  meter.begin()
  const answer = await meter.whileWaiting(async () => {
    clock.at += 700
    meter.resume()
    clock.at += 2
    return 'answer'
  })
  t.equal(answer, 'answer')
  meter.resume()
  clock.at += 1
  meter.pause()
  meter.pause()
  t.same(told, ['started', [3, true], 'started', [3, true]])
  t.equal(meter.ownMs, 6)
})

t.test('a turn whose wait fails is not worked on any more', async t => {
  const { told, meter } = setUp()
  meter.begin()
  await t.rejects(meter.whileWaiting(() => Promise.reject(new Error('cut'))))
  meter.pause()
  t.same(told, ['started', [3, false]])
})

t.test("the vendor's time adds up over the tries of a turn, the tokens are the last answer's", async t => {
  const { meter } = setUp()
  meter.vendorTook(30, { promptTokens: 1, completionTokens: 2, isEstimate: false })
  meter.vendorTook(40, undefined)
  t.equal(meter.steps.vendorMs, 70)
  t.equal(meter.usage, undefined)
})
