// The seconds of a page's clocks.
import t from 'tap'
import { createSeconds } from '../../web/design/seconds.js'

t.test('each clock ticks once a second, and few of them at once', async t => {
  const started = t.capture(globalThis, 'setInterval', (() => 0) as never)
  const seconds = createSeconds()
  const [tick, everyMs] = (started() as unknown as { args: [() => void, number] }[])[0]?.args ?? [
    () => 0,
    1_000,
  ]
  const ticks = new Array<number>(25).fill(0)
  const stops = [...ticks.keys()].map(clock =>
    seconds.each(() => ticks.splice(clock, 1, (ticks[clock] ?? 0) + 1)),
  )
  let most = 0
  const second = () => {
    for (let ms = 0; ms < 1_000; ms += everyMs) {
      const before = ticks.reduce((sum, each) => sum + each)
      tick()
      most = Math.max(most, ticks.reduce((sum, each) => sum + each) - before)
    }
  }
  second()
  t.same(ticks, Array(25).fill(1))
  t.equal(most, 3)
  for (const stop of stops) stop()
  second()
  t.same(ticks, Array(25).fill(1), 'a clock that is gone ticks no more')
})
