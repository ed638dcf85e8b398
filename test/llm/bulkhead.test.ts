import fc from 'fast-check'
import t from 'tap'
import { createBulkhead, hasTime, isBehind } from '../../src/llm/bulkhead.js'
import { createFakeClock, never } from '../support/llm/client-and-vendor.js'

const clock = createFakeClock()
const later = () => clock.now() + 60_000

t.test('who waits enters in order of arrival', async t => {
  const bulkhead = createBulkhead(1, clock)
  const order: string[] = []
  await bulkhead.acquire(later(), never)
  const waiting = ['a', 'b', 'c'].map(async name => {
    t.equal(await bulkhead.acquire(later(), never), 'entered')
    order.push(name)
    bulkhead.release(10)
  })
  t.match(bulkhead.gauges(), { running: 1, queued: 3 })
  bulkhead.release(10)
  await Promise.all(waiting)
  t.strictSame(order, ['a', 'b', 'c'])
  t.match(bulkhead.gauges(), { running: 0, queued: 0, oldestMs: 0 })
})

t.test('a newcomer does not overtake when a connection becomes free', async t => {
  const bulkhead = createBulkhead(1, clock)
  await bulkhead.acquire(later(), never)
  const first = bulkhead.acquire(later(), never)
  bulkhead.release(10)
  const second = bulkhead.acquire(later(), never)
  t.equal(await first, 'entered')
  t.equal(bulkhead.gauges().queued, 1)
  bulkhead.release(10)
  t.equal(await second, 'entered')
})

t.test('an aborted turn leaves the queue and the others move up', async t => {
  const bulkhead = createBulkhead(1, clock)
  await bulkhead.acquire(later(), never)
  const leave = new AbortController()
  const first = bulkhead.acquire(later(), leave.signal)
  const second = bulkhead.acquire(later(), never)
  leave.abort()
  t.equal(await first, 'aborted')
  t.equal(bulkhead.gauges().queued, 1)
  bulkhead.release(10)
  t.equal(await second, 'entered')
})

t.test('a turn that waits past its deadline is sent away', async t => {
  const bulkhead = createBulkhead(100, clock)
  for (let i = 0; i < 100; i++) await bulkhead.acquire(later(), never)
  t.equal(await bulkhead.acquire(clock.now() + 20, never), 'deadline')
  t.equal(bulkhead.gauges().queued, 0)
})

t.test('a turn that could not be served in time is refused at once', async t => {
  const bulkhead = createBulkhead(2, clock)
  await bulkhead.acquire(later(), never)
  await bulkhead.acquire(later(), never)
  const deadlineAt = clock.now() + 1600 // with a mean of 1,000 ms and two connections: three may wait
  const waiting = [1, 2, 3].map(() => bulkhead.acquire(deadlineAt, never))
  t.equal(await bulkhead.acquire(deadlineAt, never), 'queue-full')
  t.equal(bulkhead.gauges().queued, 3)
  bulkhead.close()
  t.strictSame(await Promise.all(waiting), ['aborted', 'aborted', 'aborted'])
})

t.test('the mean follows the calls', async t => {
  const bulkhead = createBulkhead(1, clock)
  for (let i = 0; i < 200; i++) {
    await bulkhead.acquire(later(), never)
    bulkhead.release(5)
  }
  await bulkhead.acquire(later(), never)
  const soon = bulkhead.acquire(clock.now() + 50, never)
  t.equal(bulkhead.gauges().queued, 1, 'fifty milliseconds are enough now')
  bulkhead.close()
  t.equal(await soon, 'aborted')
})

t.test('the age of the queue is that of its first', async t => {
  const moving = createFakeClock()
  const bulkhead = createBulkhead(1, moving)
  await bulkhead.acquire(moving.now() + 60_000, never)
  const first = bulkhead.acquire(moving.now() + 60_000, never)
  moving.move(30)
  const second = bulkhead.acquire(moving.now() + 60_000, never)
  moving.move(12)
  t.equal(bulkhead.gauges().oldestMs, 42)
  bulkhead.close()
  await Promise.all([first, second])
})

t.test('after close, and for the dead, there is no entry', async t => {
  const bulkhead = createBulkhead(1, clock)
  t.equal(await bulkhead.acquire(clock.now(), never), 'deadline')
  t.equal(await bulkhead.acquire(later(), AbortSignal.abort()), 'aborted')
  bulkhead.close()
  t.equal(await bulkhead.acquire(later(), never), 'aborted')
})

t.test('never more run than there are connections, and none is lost', async t => {
  const actions = fc.array(fc.constantFrom('enter', 'leave', 'abort'), { maxLength: 100 })
  await fc.assert(
    fc.asyncProperty(actions, fc.integer({ min: 1, max: 3 }), async (steps, connections) => {
      const bulkhead = createBulkhead(connections, clock)
      const controllers: AbortController[] = []
      let running = 0
      const enter = async (signal: AbortSignal) => {
        if ((await bulkhead.acquire(later(), signal)) === 'entered') running++
      }
      const ends: Promise<void>[] = []
      for (const step of steps) {
        if (step === 'enter') {
          const leave = new AbortController()
          controllers.push(leave)
          ends.push(enter(leave.signal))
        } else if (step === 'leave' && running > 0) {
          running--
          bulkhead.release(1)
        } else controllers.pop()?.abort()
        await Promise.resolve()
        await Promise.resolve()
        t.ok(bulkhead.gauges().running <= connections)
        if (bulkhead.gauges().queued > 0) t.equal(bulkhead.gauges().running, connections)
      }
      bulkhead.close()
      await Promise.all(ends)
      t.equal(bulkhead.gauges().running, running)
      t.equal(bulkhead.gauges().queued, 0)
    }),
    { numRuns: 50 },
  )
})

t.test('the rule of admission', async t => {
  t.ok(hasTime({ queued: 0, meanMs: 100, connections: 1 }, 101))
  t.notOk(hasTime({ queued: 0, meanMs: 100, connections: 1 }, 100))
  t.ok(hasTime({ queued: 9, meanMs: 100, connections: 10 }, 101))
})

t.test('a queue is behind when it takes the budget of who comes now, and not while a burst drains', t => {
  const calm = { queued: 0, meanMs: 150, connections: 100 }
  t.notOk(isBehind(calm, 400))
  t.notOk(isBehind({ ...calm, queued: 166 }, 400), '249 ms of waiting and 150 ms of a call')
  t.ok(isBehind({ ...calm, queued: 167 }, 400))
  const slower = { ...calm, meanMs: 350 }
  t.notOk(
    isBehind({ ...slower, queued: 150 }, 400),
    'one and a half calls are left to those who come all at once',
  )
  t.ok(isBehind({ ...slower, queued: 151 }, 400))
  t.end()
})

t.test('no queue is behind a vendor that is slow itself', t => {
  t.notOk(isBehind({ queued: 100_000, meanMs: 801, connections: 1 }, 400))
  t.ok(isBehind({ queued: 100_000, meanMs: 800, connections: 1 }, 400))
  t.end()
})

t.test('a bulkhead tells whether its queue is behind', async t => {
  const bulkhead = createBulkhead(1, clock)
  for (let i = 0; i < 200; i++) {
    await bulkhead.acquire(later(), never)
    bulkhead.release(100)
  }
  await bulkhead.acquire(later(), never)
  const waiting = [1, 2].map(() => bulkhead.acquire(later(), never))
  t.equal(bulkhead.isBehind(400), false)
  waiting.push(bulkhead.acquire(later(), never))
  t.equal(bulkhead.isBehind(400), true)
  bulkhead.close()
  await Promise.all(waiting)
})
