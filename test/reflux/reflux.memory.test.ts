import t from 'tap'
import { createMemoryReflux } from '../../src/reflux/reflux.memory.js'
import { refluxContract } from '../contracts/reflux.js'

refluxContract(t, async (_t, limits) => createMemoryReflux(limits))
