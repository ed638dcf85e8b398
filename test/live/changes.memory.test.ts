import t from 'tap'
import { SAME_MS } from '../../src/live/changes.js'
import { createMemoryChanges } from '../../src/live/changes.memory.js'
import { changesContract } from '../contracts/changes.js'
import { fakeClock } from '../support/dialog/fake-time.js'

changesContract(t, async () => {
  const clock = fakeClock()
  return { changes: createMemoryChanges(clock), forgetNames: async () => clock.move(SAME_MS) }
})
