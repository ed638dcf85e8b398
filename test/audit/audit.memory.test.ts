import t from 'tap'
import { perStream } from '../../src/audit/audit.js'
import { createMemoryAudit } from '../../src/audit/audit.memory.js'
import { auditContract } from '../contracts/audit.js'
import { fakeClock } from '../support/dialog/fake-time.js'

auditContract(t, async (_t, limits) => {
  const clock = fakeClock()
  return { streams: perStream(() => createMemoryAudit(clock, limits)), pass: async ms => clock.move(ms) }
})
