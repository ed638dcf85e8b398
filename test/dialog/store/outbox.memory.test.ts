import t from 'tap'
import { newId } from '../../../perf/load/dialog-turns.js'
import { emptyState } from '../../../src/dialog/store/dialog-shelf.js'
import { createMemoryDialogs } from '../../../src/dialog/store/dialogs.memory.js'
import { createMemoryHandovers } from '../../../src/dialog/store/handovers.memory.js'
import { createMemoryOutbox } from '../../../src/dialog/store/outbox.memory.js'
import { opinionLimits } from '../../../src/feedback/opinions.js'
import { createMemoryOpinions } from '../../../src/feedback/opinions.memory.js'
import { outboxContract } from '../../contracts/outbox.js'
import { fakeClock } from '../../support/dialog/fake-time.js'

outboxContract(t, async own => {
  const clock = fakeClock()
  const records = emptyState()
  const dialogs = createMemoryDialogs({ clock, newId }, own, records)
  const outbox = createMemoryOutbox(clock, own, records)
  return {
    dialogs,
    outbox,
    handovers: createMemoryHandovers({ clock, newId }, own, records),
    opinions: createMemoryOpinions({ clock, dialogs, outbox }, opinionLimits),
    pass: async ms => clock.move(ms),
  }
})
