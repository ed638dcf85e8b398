import t from 'tap'
import { createMemoryCountedSeconds } from '../../src/ops/counted-seconds.memory.js'
import { countedSecondsContract } from '../contracts/counted-seconds.js'

countedSecondsContract(t, async () => createMemoryCountedSeconds())
