// The model check of people in a dialog: claims, messages, lapses, transfers, closes, switches of the bot, erasures, kills and
// lost replies in any order among the turns of the bot, over the plain state and over Redis. An account of what must come of
// each act is kept beside the store (desk-oracle.ts).
import fc from 'fast-check'
import t from 'tap'
import { openStore } from '../../perf/load/dialog-store.js'
import { newId } from '../../perf/load/dialog-turns.js'
import { emptyState } from '../../src/dialog/store/dialog-shelf.js'
import { createMemoryDialogs } from '../../src/dialog/store/dialogs.memory.js'
import { createMemoryHandovers } from '../../src/dialog/store/handovers.memory.js'
import { startRedis } from '../../tools/redis-server.js'
import {
  operations,
  type PeopleProcess,
  type PeopleStep,
  PeopleWorld,
  peopleLimits,
} from '../support/dialog/people-world.js'

const step: fc.Arbitrary<PeopleStep> = fc.record({
  op: fc.constantFrom(...operations),
  pick: fc.nat(11),
  by: fc.nat(2),
  seat: fc.nat(1),
  isLost: fc.integer({ min: 0, max: 9 }).map(n => n < 2),
  isRepeated: fc.integer({ min: 0, max: 9 }).map(n => n < 2),
})

/** MODEL_RUNS=20 makes a longer search over twenty times as many histories. */
const many = Number(process.env.MODEL_RUNS ?? 1)

async function holds(make: () => readonly PeopleProcess[], runs: number): Promise<void> {
  const steps = fc.array(step, { minLength: 1, maxLength: 60, size: 'max' })
  const property = fc.asyncProperty(steps, async list => {
    const world = new PeopleWorld(make())
    await world.open()
    for (const one of list) {
      const fault = await world.step(one)
      if (fault) throw new Error(`after ${one.op}: ${fault}`)
    }
    const fault = await world.finish()
    if (fault) throw new Error(`at the end: ${fault}`)
  })
  await fc.assert(property, { numRuns: runs * many })
}

t.test(
  'in the plain state one person at a time has the dialog, and nothing that was said is lost',
  async () => {
    await holds(() => {
      const state = emptyState()
      const deps = { clock: { now: () => 1 }, newId }
      const dialogs = createMemoryDialogs(deps, peopleLimits, state)
      return [{ dialogs, handovers: createMemoryHandovers(deps, peopleLimits, state) }]
    }, 1_000)
  },
)

t.test('in Redis one person at a time has the dialog, and nothing that was said is lost', async t => {
  const server = await startRedis()
  const store = await openStore(server.url)
  t.teardown(async () => {
    await store.close()
    await server.stop()
  })
  await holds(
    () =>
      [1, 2, 3].map(() => ({
        dialogs: store.dialogs(peopleLimits),
        handovers: store.handovers(peopleLimits),
      })),
    100,
  )
})
