import t from 'tap'
import { limits, newId } from '../../../perf/load/dialog-turns.js'
import { emptyState } from '../../../src/dialog/store/dialog-shelf.js'
import { createMemoryDialogs } from '../../../src/dialog/store/dialogs.memory.js'
import { createMemoryHandovers } from '../../../src/dialog/store/handovers.memory.js'
import type { DialogLimits } from '../../../src/dialog/store/limits.js'
import { handoverRaces } from '../../contracts/handover-races.js'
import { handoversContract } from '../../contracts/handovers.js'
import { fakeClock } from '../../support/dialog/fake-time.js'

async function open(own: DialogLimits) {
  const clock = fakeClock()
  const records = emptyState()
  return {
    dialogs: createMemoryDialogs({ clock, newId }, own, records),
    handovers: createMemoryHandovers({ clock, newId }, own, records),
    pass: async (ms: number) => clock.move(ms),
  }
}

handoversContract(t, open)
handoverRaces(t, open, limits)
