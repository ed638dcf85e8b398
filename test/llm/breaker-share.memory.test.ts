import t from 'tap'
import { createMemoryBreakerShares } from '../../src/llm/breaker-share.memory.js'
import { breakersContract } from '../contracts/breaker-share.js'
import { createFakeClock } from '../support/llm/client-and-vendor.js'

const probeMs = 200

breakersContract(t, async () => {
  const clock = createFakeClock()
  return { join: createMemoryBreakerShares(clock, probeMs), probeMs, pass: async ms => clock.move(ms) }
})
