import t from 'tap'
import { createMemoryReflux } from '../../src/reflux/reflux.memory.js'
import { refluxContract } from '../contracts/reflux.js'
import { fakeClock } from '../support/dialog/fake-time.js'

refluxContract(t, async (_t, limits) => {
  const clock = fakeClock()
  return { reflux: createMemoryReflux(clock, limits), pass: async ms => clock.move(ms) }
})
