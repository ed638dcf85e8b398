import t from 'tap'
import { createMemoryDeliveries } from '../../src/webhooks/deliveries.memory.js'
import { deliveriesContract } from '../contracts/deliveries.js'
import { fakeClock } from '../support/dialog/fake-time.js'

deliveriesContract(t, async (_t, limits) => {
  const clock = fakeClock()
  return { deliveries: createMemoryDeliveries(clock, limits), pass: async ms => clock.move(ms) }
})
