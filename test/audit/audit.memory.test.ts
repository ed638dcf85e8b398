import t from 'tap'
import { createMemoryAudit } from '../../src/audit/audit.memory.js'
import { auditContract } from '../contracts/audit.js'
import { fakeClock } from '../support/dialog/fake-time.js'

auditContract(t, async (_t, limits) => {
  const clock = fakeClock()
  return { audit: createMemoryAudit(clock, limits), pass: async ms => clock.move(ms) }
})
