// The model check: any operations of any processes in any order, with lost replies, repeats, late commits, deletes
// and rollbacks, over the plain state and over Redis. oracle.ts checks the result.
import fc from 'fast-check'
import t from 'tap'
import { openStore } from '../../perf/load/dialog-store.js'
import { newId } from '../../perf/load/dialog-turns.js'
import { emptyState, type Mark } from '../../src/dialog/store/dialog-shelf.js'
import { createMemoryDialogs } from '../../src/dialog/store/dialogs.memory.js'
import { dialogKeys } from '../../src/redis/keys.js'
import { startRedis } from '../../tools/redis-server.js'
import { operations, type Step, type Subject, World, worldLimits } from '../support/dialog/three-processes.js'

const step: fc.Arbitrary<Step> = fc.record({
  op: fc.constantFrom(...operations),
  pick: fc.nat(11),
  by: fc.nat(2),
  isLost: fc.integer({ min: 0, max: 9 }).map(n => n < 2),
  isRepeated: fc.integer({ min: 0, max: 9 }).map(n => n < 2),
})

/** MODEL_RUNS=20 makes a longer search over twenty times as many histories. */
const many = Number(process.env.MODEL_RUNS ?? 1)

async function holds(make: () => Promise<Subject>, size: { runs: number; steps: number }): Promise<void> {
  const steps = fc.array(step, { minLength: 1, maxLength: size.steps, size: 'max' })
  const property = fc.asyncProperty(steps, async list => {
    const world = new World(await make())
    for (const one of list) {
      const fault = await world.step(one)
      if (fault) throw new Error(`after ${one.op}: ${fault}`)
    }
    const fault = await world.finish()
    if (fault) throw new Error(`at the end: ${fault}`)
  })
  await fc.assert(property, { numRuns: size.runs * many })
}

async function memorySubject(): Promise<Subject> {
  const state = emptyState()
  const dialogs = createMemoryDialogs({ clock: { now: () => 1 }, newId }, worldLimits, state)
  return {
    processes: [dialogs],
    save: async dialogId =>
      structuredClone({ record: state.records.get(dialogId), mark: state.erased.get(dialogId) }),
    async restore(dialogId, saved) {
      const { record, mark } = structuredClone(saved ?? {}) as { record?: never; mark?: Mark }
      state.records.delete(dialogId)
      state.erased.delete(dialogId)
      if (record) state.records.set(dialogId, record)
      if (mark) state.erased.set(dialogId, mark)
    },
  }
}

t.test('the plain state keeps every dialog whole', async () => {
  await holds(memorySubject, { runs: 1_000, steps: 60 })
})

t.test('Redis keeps every dialog whole', async t => {
  const server = await startRedis()
  const store = await openStore(server.url)
  t.teardown(async () => {
    await store.close()
    await server.stop()
  })
  const { client } = server
  const make = async (): Promise<Subject> => ({
    processes: [1, 2, 3].map(() => store.dialogs(worldLimits)),
    save: id => Promise.all(dialogKeys(id).map(key => client.dumpBuffer(key))),
    async restore(id, saved) {
      await client.del(...dialogKeys(id))
      const dumps = (saved ?? []) as (Buffer | null)[]
      for (const [i, key] of dialogKeys(id).entries()) {
        const dump = dumps[i]
        if (dump) await client.restore(key, 600_000, dump)
      }
    },
  })
  await holds(make, { runs: 100, steps: 60 })
})
