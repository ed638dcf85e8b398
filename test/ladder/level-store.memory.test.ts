import t from 'tap'
import { createMemoryLevelStore } from '../../src/ladder/level-store.memory.js'
import { boardContract } from '../contracts/level-store.js'
import { fakeClock } from '../support/dialog/fake-time.js'

boardContract(t, async () => {
  const clock = fakeClock()
  return { levelStore: createMemoryLevelStore(clock), pass: async ms => clock.move(ms) }
})
