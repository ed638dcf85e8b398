// The model check of confirmations: proposals, taps, kills, stalls, lost replies, a shop that says nothing, changed tools
// and erasures, in any order. Afterwards each write was sent at most once, and whoever asked was told the same.
import fc from 'fast-check'
import t from 'tap'
import { ConfirmingWorld, type ConfirmStep, operations } from '../support/dialog/confirming-world.js'

const step: fc.Arbitrary<ConfirmStep> = fc.record({
  op: fc.constantFrom(...operations),
  pick: fc.nat(5),
  by: fc.constantFrom(0 as const, 1 as const),
})

/** A longer search: MODEL_RUNS=20 looks at twenty times as many histories. */
const many = Number(process.env.MODEL_RUNS ?? 1)

t.test('a write is sent at most once, and told the same to everybody', async () => {
  const steps = fc.array(step, { minLength: 1, maxLength: 30, size: 'max' })
  const property = fc.asyncProperty(steps, async list => {
    const world = new ConfirmingWorld()
    await world.step({ op: 'propose', pick: 0, by: 0 })
    for (const one of list) await world.step(one)
    const fault = await world.finish()
    if (fault) throw new Error(fault)
  })
  await fc.assert(property, { numRuns: 150 * many })
})

t.test('a process that stalls after its claim sends nothing once it goes on', async t => {
  const world = new ConfirmingWorld()
  const history = [
    ['propose', 0],
    ['stall', 0],
    ['yes', 0],
    ['wait-long', 0],
    ['yes', 1],
    ['wait', 0],
    ['go-on', 0],
  ] as const
  for (const [op, by] of history) await world.step({ op, by, pick: 0 })
  t.equal(await world.finish(), undefined)
})
