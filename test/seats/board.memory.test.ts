import t from 'tap'
import { PACE_MS } from '../../src/seats/board.js'
import { createMemoryBoards } from '../../src/seats/board.memory.js'
import { boardsContract } from '../contracts/boards.js'
import { fakeClock } from '../support/dialog/fake-time.js'

boardsContract(t, async () => {
  const clock = fakeClock()
  return { boards: createMemoryBoards(clock), pass: async ms => clock.move(ms) }
})

t.test('a pace that counts no more is dropped when another skill is claimed', async t => {
  const clock = fakeClock()
  const boards = createMemoryBoards(clock)
  await boards.claimed('main', 'a')
  clock.move(PACE_MS)
  await boards.claimed('main', 'b')
  const skills = async () => [...(await boards.exchange('main', [], undefined)).paces.keys()]
  t.same(await skills(), ['a', 'b'])
  clock.move(1)
  await boards.claimed('main', 'b')
  t.same(await skills(), ['b'])
})
