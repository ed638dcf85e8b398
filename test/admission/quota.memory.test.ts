import t from 'tap'
import { createMemoryQuota } from '../../src/admission/quota.memory.js'
import { quotaContract } from '../contracts/quota.js'
import { fakeClock } from '../support/dialog/fake-time.js'

quotaContract(t, async rule => {
  const clock = fakeClock()
  return {
    quota: createMemoryQuota(rule, clock),
    now: clock.now,
    pass: async ms => clock.move(ms),
  }
})
