import t from 'tap'
import { createMemorySecondClaims } from '../../src/ops/second-claims.memory.js'
import { secondClaimsContract } from '../contracts/second-claims.js'

secondClaimsContract(t, async () => createMemorySecondClaims())
