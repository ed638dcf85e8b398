import t from 'tap'
import { newId } from '../../../perf/load/dialog-turns.js'
import { createMemoryConfirmations } from '../../../src/dialog/store/confirmations.memory.js'
import { emptyState } from '../../../src/dialog/store/dialog-shelf.js'
import { createMemoryDialogs } from '../../../src/dialog/store/dialogs.memory.js'
import { createMemoryHandovers } from '../../../src/dialog/store/handovers.memory.js'
import { confirmationsContract } from '../../contracts/confirmations.js'
import { fakeClock } from '../../support/dialog/fake-time.js'

confirmationsContract(t, async own => {
  const clock = fakeClock()
  const records = emptyState()
  return {
    dialogs: createMemoryDialogs({ clock, newId }, own, records),
    handovers: createMemoryHandovers({ clock, newId }, own, records),
    confirmations: createMemoryConfirmations(clock, own, records),
  }
})
