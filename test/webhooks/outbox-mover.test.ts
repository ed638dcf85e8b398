import t, { type Test } from 'tap'
import { limits, never, newId, owner, turnOf, writeOf } from '../../perf/load/dialog-turns.js'
import { emptyState } from '../../src/dialog/store/dialog-shelf.js'
import { createMemoryDialogs } from '../../src/dialog/store/dialogs.memory.js'
import type { EventSeed } from '../../src/dialog/store/event-seed.js'
import { createMemoryOutbox } from '../../src/dialog/store/outbox.memory.js'
import { Problem } from '../../src/problem.js'
import type { NewEvent } from '../../src/webhooks/event.js'
import { createOutboxMover } from '../../src/webhooks/outbox-mover.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const seed: EventSeed = { type: 'dialog.claimed', shop: 'main', data: { seat: 's' } }

/** A store with one dialog, and processes that share it. */
async function stage(t: Test) {
  const clock = fakeClock()
  const records = emptyState()
  const dialogs = createMemoryDialogs({ clock, newId }, limits, records)
  const outbox = createMemoryOutbox(clock, limits, records)
  const turn = turnOf()
  await dialogs.commit(writeOf(turn, ''), never)
  const told: NewEvent[] = []
  const state = { isAway: false, lost: 0, failures: 0, dead: undefined as string | undefined }

  function process(isWanted = true) {
    const mover = createOutboxMover(
      {
        outbox: {
          ...outbox,
          async read(id) {
            if (state.dead !== undefined && id.startsWith(state.dead)) throw new Problem('store-away')
            return outbox.read(id)
          },
        },
        newId,
        newTraceparent: () => 'trace',
        isWanted: () => isWanted,
        async tell(event) {
          if (state.isAway) throw new Problem('store-away')
          told.push(event)
        },
        toldOf: async (_dialogId, { data, owner }, { seq }) => ({ data: { ...data, seq }, owner }),
        onLost(_dialogId, count) {
          state.lost += count
        },
        onError() {
          state.failures++
        },
      },
      { sweepMs: 3_600_000, leftMs: 2_000, most: 10 },
    )
    t.teardown(() => mover.close())
    return mover
  }
  const act = (event: string) => outbox.keep(turn.dialogId, owner, event)
  return { ...turn, clock, outbox, told, state, process, act }
}

t.test('an event is moved at once, with the facts of its dialog, and nothing of it is left', async t => {
  const { dialogId, process, act, told, outbox } = await stage(t)
  const mover = process()
  t.equal(await mover.keep(dialogId, seed, act), true)
  await mover.close()
  t.match(told, [{ type: 'dialog.claimed', shop: 'main', dialogId, version: 1, data: { seat: 's', seq: 1 } }])
  t.match(told[0]?.id, /^[0-9a-f]{32}$/)
  t.same(await outbox.read(dialogId), { kept: [], lost: 0 })
  t.same(await outbox.left(0, 10), [])
})

t.test('an event of a turn goes on in the trace of the turn', async t => {
  const { dialogId, process, act, told } = await stage(t)
  const mover = process()
  await mover.keep(dialogId, { ...seed, traceparent: '00-turn' }, act)
  await mover.keep(dialogId, seed, act)
  await mover.close()
  t.same([...new Set(told.map(({ traceparent }) => traceparent))].sort(), ['00-turn', 'trace'])
})

t.test('an event that nobody wants is neither announced nor kept', async t => {
  const { dialogId, process, told, outbox } = await stage(t)
  const mover = process(false)
  t.equal(await mover.keep(dialogId, seed, async event => event), '')
  await mover.close()
  t.same(told, [])
  t.same(await outbox.left(0, 10), [])
})

t.test(
  'the event of an act whose process died is moved by another process, once the act is old enough',
  async t => {
    const { dialogId, process, act, told, state, clock } = await stage(t)
    state.isAway = true
    const dead = process()
    await dead.keep(dialogId, seed, act)
    await dead.close()
    t.equal(state.failures, 1)
    state.isAway = false
    const living = process()
    clock.move(1_999)
    await living.sweep()
    t.equal(told.length, 0, 'its own process may still be at it')
    clock.move(1)
    await living.sweep()
    await living.sweep()
    t.match(told, [{ dialogId, version: 1 }])
  },
)

t.test('the event of an act that failed is looked for, since the act may have happened', async t => {
  const { dialogId, process, act, told, clock } = await stage(t)
  const mover = process()
  const failing = async (event: string) => {
    await act(event)
    throw new Problem('store-away')
  }
  await t.rejects(mover.keep(dialogId, seed, failing), { kind: 'store-away' } as Problem)
  t.equal(told.length, 0)
  clock.move(2_000)
  await mover.sweep()
  t.match(told, [{ dialogId, version: 1 }])
})

t.test('while the deliveries cannot be stored every event stays, in order', async t => {
  const { dialogId, process, act, told, state, clock, outbox } = await stage(t)
  state.isAway = true
  const mover = process()
  for (let i = 0; i < 3; i++) await mover.keep(dialogId, seed, act)
  clock.move(2_000)
  await mover.sweep()
  t.equal((await outbox.left(0, 10)).length, 3)
  state.isAway = false
  await mover.sweep()
  t.same(
    told.map(({ version }) => version),
    [1, 2, 3],
  )
  t.same(await outbox.left(0, 10), [])
})

t.test('acts of a dialog that cannot be moved now hide no later ones, and are tried again', async t => {
  const { dialogId, outbox, told, state, clock, process, act } = await stage(t)
  for (let i = 0; i < 10; i++) await outbox.announce({ dialogId: `dead ${i}`, actId: newId() })
  state.dead = 'dead'
  await outbox.announce({ dialogId, actId: newId() })
  await act(JSON.stringify({ id: newId(), ...seed }))
  clock.move(2_000)
  const mover = process()
  await mover.sweep()
  t.same([told.length, state.failures], [0, 10], 'as many as a sweep looks at')
  await mover.sweep()
  t.same([told.length, state.failures], [1, 10])
  state.dead = undefined
  await mover.sweep()
  t.same(await outbox.left(0, 100), [])
})

t.test('an unreadable event and a displaced one are counted as lost', async t => {
  const { dialogId, process, act, told, state } = await stage(t)
  const mover = process()
  for (let i = 0; i < 101; i++) await act('no JSON')
  await mover.keep(dialogId, seed, act)
  await mover.close()
  t.match(told, [{ version: 102 }])
  t.equal(state.lost, 101)
})
