import t from 'tap'
import { createMemoryGrayTallies } from '../../src/gray/tallies.memory.js'
import { grayTalliesContract } from '../contracts/gray-tallies.js'
import { fakeClock } from '../support/dialog/fake-time.js'

grayTalliesContract(t, async () => {
  const tallies = createMemoryGrayTallies(fakeClock())
  return [tallies, tallies]
})

t.test('the time of a watch runs from its first count', async t => {
  const clock = fakeClock()
  const tallies = createMemoryGrayTallies(clock)
  await tallies.exchange('r', { counts: {}, recent: '' })
  clock.move(180_000)
  t.equal((await tallies.exchange('r', { counts: {}, recent: '' })).elapsedMs, 180_000)
})
