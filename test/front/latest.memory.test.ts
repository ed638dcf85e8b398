import t from 'tap'
import { pause } from '../../src/clock.js'
import { createMemoryLatest } from '../../src/front/latest.memory.js'
import { latestContract, ttlMs } from '../contracts/latest.js'

latestContract(t, async () => {
  const clock = { at: 1 }
  const latest = createMemoryLatest({ now: () => clock.at }, { customers: 10, ttlMs })
  const expire = async () => {
    clock.at += ttlMs + 1
    // The cache asks for the time once in a millisecond of its own.
    await pause(2)
  }
  return { join: () => latest, expire }
})
