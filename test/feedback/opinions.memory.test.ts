import t from 'tap'
import { newId } from '../../perf/load/dialog-turns.js'
import { createMemoryDialogs } from '../../src/dialog/store/dialogs.memory.js'
import { createMemoryOpinions } from '../../src/feedback/opinions.memory.js'
import { opinionsContract } from '../contracts/opinions.js'
import { fakeClock } from '../support/dialog/fake-time.js'

opinionsContract(t, async (_t, dialogLimits, limits) => {
  const clock = fakeClock()
  const dialogs = createMemoryDialogs({ clock, newId }, dialogLimits)
  return {
    dialogs,
    opinions: createMemoryOpinions({ clock, dialogs }, limits),
    pass: async ms => clock.move(ms),
  }
})
