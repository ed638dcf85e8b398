import t from 'tap'
import { createMemoryLiveReports } from '../../src/live/reports.memory.js'
import { liveReportsContract } from '../contracts/live-reports.js'
import { fakeClock } from '../support/dialog/fake-time.js'

liveReportsContract(t, async () => {
  const clock = fakeClock()
  return { reports: createMemoryLiveReports(clock), pass: async ms => clock.move(ms) }
})
