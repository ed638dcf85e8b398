import t from 'tap'
import { createMemoryBoards } from '../../src/seats/board.memory.js'
import { boardsContract } from '../contracts/boards.js'
import { fakeClock } from '../support/dialog/fake-time.js'

boardsContract(t, async () => {
  const clock = fakeClock()
  return { boards: createMemoryBoards(clock), pass: async ms => clock.move(ms) }
})
