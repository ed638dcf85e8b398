import t from 'tap'
import { createAwakeClock } from '../../src/redis/awake-clock.js'
import { fakeClock } from '../support/dialog/fake-time.js'

t.test('time passes as it does while somebody looks', async t => {
  const clock = fakeClock()
  const awake = createAwakeClock(clock, 100)
  for (let i = 0; i < 4; i++) {
    clock.move(50)
    awake.look()
  }
  t.equal(awake.now(), 200)
  clock.move(30)
  t.equal(awake.now(), 230, 'also between two looks')
})

t.test('of a stretch in which nobody could look only so much counts', async t => {
  const clock = fakeClock()
  const awake = createAwakeClock(clock, 100)
  clock.move(5_000)
  t.equal(awake.now(), 100)
  awake.look()
  t.equal(awake.now(), 100)
  clock.move(50)
  t.equal(awake.now(), 150)
})
