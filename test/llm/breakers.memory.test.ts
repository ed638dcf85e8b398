import t from 'tap'
import { createMemoryBreakers } from '../../src/llm/breakers.memory.js'
import { breakersContract } from '../contracts/breakers.js'
import { createFakeClock } from './rig.js'

const probeMs = 200

breakersContract(t, async () => {
  const clock = createFakeClock()
  return { join: createMemoryBreakers(clock, probeMs), probeMs, pass: async ms => clock.move(ms) }
})
