import t from 'tap'
import { paced } from '../../src/seats/paced.js'
import { fakeTime } from '../support/dialog/fake-time.js'

function rig() {
  const time = fakeTime()
  const times: number[] = []
  const begun = time.now()
  const work = paced(() => times.push(time.now() - begun), 50, { steady: time, pause: time.pause })
  return { time, times, work }
}

t.test('work is done at once, and then once a while however often it is asked for', async t => {
  const { time, times, work } = rig()
  for (let i = 0; i < 10; i++) {
    work.soon()
    await time.advance(10)
  }
  await time.advance(200)
  t.same(times, [0, 50, 100])
  work.soon()
  t.same(times, [0, 50, 100, 300], 'after a quiet while at once')
})

t.test('nothing is done after the end', async t => {
  const { time, times, work } = rig()
  work.soon()
  work.soon()
  work.stop()
  await time.advance(200)
  work.soon()
  t.same(times, [0])
})
