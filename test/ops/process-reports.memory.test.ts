import t from 'tap'
import { createMemoryProcessReports } from '../../src/ops/process-reports.memory.js'
import { reportsContract } from '../contracts/process-reports.js'
import { createFakeClock } from '../support/llm/client-and-vendor.js'

reportsContract(t, async () => {
  const clock = createFakeClock()
  return { reports: createMemoryProcessReports(clock), pass: async ms => clock.move(ms) }
})
