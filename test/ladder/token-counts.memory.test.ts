import t from 'tap'
import { createMemoryTokenCounts } from '../../src/ladder/token-counts.memory.js'
import { tokenCountsContract } from '../contracts/token-counts.js'
import { fakeClock } from '../support/dialog/fake-time.js'

tokenCountsContract(t, async () => {
  const countsOf = createMemoryTokenCounts(fakeClock())
  return [countsOf('one'), countsOf('other')]
})

t.test('the day of the shops begins at midnight in Shanghai', async t => {
  const clock = fakeClock(Date.UTC(2026, 10, 11, 15, 59))
  const counts = createMemoryTokenCounts(clock)('one')
  const sum = async (number: number) =>
    (await counts.exchange({ number, tokens: new Map([['a', 5]]) })).get('a')
  t.same([await sum(1), await sum(2)], [5, 10])
  clock.move(60_000)
  t.equal(await sum(3), 5)
})
