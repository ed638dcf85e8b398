import t from 'tap'
import { newId } from '../../../perf/load/dialog-turns.js'
import { emptyState } from '../../../src/dialog/store/dialog-shelf.js'
import { createMemoryDialogs } from '../../../src/dialog/store/dialogs.memory.js'
import { createMemoryHandovers } from '../../../src/dialog/store/handovers.memory.js'
import { createMemoryLeftMessages } from '../../../src/dialog/store/left-messages.memory.js'
import { leftMessagesContract } from '../../contracts/left-messages.js'
import { fakeClock } from '../../support/dialog/fake-time.js'

leftMessagesContract(t, async own => {
  const clock = fakeClock()
  const records = emptyState()
  return {
    dialogs: createMemoryDialogs({ clock, newId }, own, records),
    handovers: createMemoryHandovers({ clock, newId }, own, records),
    leftMessages: createMemoryLeftMessages(clock, own, records),
    pass: async ms => clock.move(ms),
  }
})
