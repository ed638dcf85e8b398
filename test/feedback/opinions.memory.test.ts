import t from 'tap'
import { newId } from '../../perf/load/dialog-turns.js'
import { emptyState } from '../../src/dialog/store/dialog-shelf.js'
import { createMemoryDialogs } from '../../src/dialog/store/dialogs.memory.js'
import { createMemoryOutbox } from '../../src/dialog/store/outbox.memory.js'
import { createMemoryOpinions } from '../../src/feedback/opinions.memory.js'
import { opinionsContract } from '../contracts/opinions.js'
import { fakeClock } from '../support/dialog/fake-time.js'

opinionsContract(t, async (_t, dialogLimits, limits) => {
  const clock = fakeClock()
  const records = emptyState()
  const dialogs = createMemoryDialogs({ clock, newId }, dialogLimits, records)
  const outbox = createMemoryOutbox(clock, dialogLimits, records)
  return {
    dialogs,
    opinions: createMemoryOpinions({ clock, dialogs, outbox }, limits),
    pass: async ms => clock.move(ms),
  }
})
