import t from 'tap'
import { createCountNews, type DeskCounts } from '../../src/seats/count-news.js'
import { fakeTime } from '../support/dialog/fake-time.js'

const counts = (waiting: number): DeskCounts => ({ online: 2, away: 0, waiting })

function rig() {
  const time = fakeTime()
  const told: number[] = []
  const news = createCountNews({ steady: time, pause: time.pause, tell: ({ waiting }) => told.push(waiting) })
  return { time, told, news }
}

t.test('counts are told at once, and then the newest every five seconds at most', async t => {
  const { time, told, news } = rig()
  for (const waiting of [1, 2, 3]) news.changed(counts(waiting))
  t.same(told, [1])
  await time.advance(4_990)
  t.same(told, [1])
  await time.advance(10)
  t.same(told, [1, 3])
  await time.advance(20_000)
  t.same(told, [1, 3], 'what has not changed is not told again')
  news.changed(counts(4))
  t.same(told, [1, 3, 4], 'after a quiet while at once')
})

t.test('counts that are as they were when the while is over are no news', async t => {
  const { time, told, news } = rig()
  news.changed(counts(1))
  news.changed(counts(2))
  news.changed(counts(1))
  await time.advance(5_000)
  t.same(told, [1])
})

t.test('nothing is told after the end', async t => {
  const { time, told, news } = rig()
  news.changed(counts(1))
  news.changed(counts(2))
  news.stop()
  await time.advance(5_000)
  t.same(told, [1])
})
