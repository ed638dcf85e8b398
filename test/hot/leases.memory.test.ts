import t from 'tap'
import { createMemoryLeases } from '../../src/hot/leases.memory.js'
import { leasesContract } from '../contracts/leases.js'
import { fakeClock } from '../support/dialog/fake-time.js'

leasesContract(t, async () => {
  const clock = fakeClock()
  return { join: createMemoryLeases(clock), pass: async ms => clock.move(ms) }
})
