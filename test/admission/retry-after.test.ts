import fc from 'fast-check'
import t from 'tap'
import { createTally, retryAfterS } from '../../src/admission/retry-after.js'
import { fakeClock } from '../support/dialog/fake-time.js'

t.test('the wait is the refused turns over the rate, half as much less or more', async t => {
  t.equal(retryAfterS(10_000, 500, 0.5), 20)
  t.equal(retryAfterS(10_000, 500, 0), 10)
  t.equal(retryAfterS(10_000, 500, 0.999), 30)
})

t.test('the wait is a whole number of 1 to 60 seconds', async () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (n, rate, r) => {
        const wait = retryAfterS(n, rate, r)
        return Number.isInteger(wait) && wait >= 1 && wait <= 60
      },
    ),
  )
})

t.test('a tally forgets what is ten seconds old', async t => {
  const clock = fakeClock(0)
  const tally = createTally(clock)
  tally.add()
  clock.move(5000)
  tally.add()
  tally.add()
  t.equal(tally.sum(), 3)
  clock.move(5000)
  t.equal(tally.sum(), 2)
  clock.move(60_000)
  t.equal(tally.sum(), 0)
})

t.test('a tally equals a count over the list of events', async () => {
  fc.assert(
    fc.property(fc.array(fc.nat(4000), { maxLength: 60 }), gaps => {
      const clock = fakeClock(0)
      const tally = createTally(clock)
      const seconds: number[] = []
      for (const gap of gaps) {
        clock.move(gap)
        tally.add()
        seconds.push(Math.floor(clock.now() / 1000))
      }
      const now = Math.floor(clock.now() / 1000)
      return tally.sum() === seconds.filter(second => second > now - 10).length
    }),
  )
})
