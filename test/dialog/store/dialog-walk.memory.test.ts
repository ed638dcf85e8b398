import t from 'tap'
import { newId } from '../../../perf/load/dialog-turns.js'
import { emptyState } from '../../../src/dialog/store/dialog-shelf.js'
import { createMemoryDialogWalk } from '../../../src/dialog/store/dialog-walk.memory.js'
import { createMemoryDialogs } from '../../../src/dialog/store/dialogs.memory.js'
import { createMemoryHandovers } from '../../../src/dialog/store/handovers.memory.js'
import { dialogWalkContract } from '../../contracts/dialog-walk.js'
import { fakeClock } from '../../support/dialog/fake-time.js'

dialogWalkContract(t, async own => {
  const clock = fakeClock()
  const records = emptyState()
  return {
    dialogs: createMemoryDialogs({ clock, newId }, own, records),
    handovers: createMemoryHandovers({ clock, newId }, own, records),
    walk: createMemoryDialogWalk(clock, own, records),
  }
})
