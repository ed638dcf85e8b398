import t from 'tap'
import { systemClock } from '../../src/clock.js'
import { Problem } from '../../src/problem.js'
import { createIntake } from '../../src/reflux/intake.js'
import { isForReflux, type Reflux, refluxLimits } from '../../src/reflux/reflux.js'
import { createMemoryReflux } from '../../src/reflux/reflux.memory.js'
import { allOf } from '../contracts/reflux.js'
import { entryOf, messageOf } from '../support/reflux/samples.js'

const never = 3_600_000

function setUp() {
  const store = createMemoryReflux(systemClock, refluxLimits)
  const state = { isAway: false, lost: 0, forgotten: new Set<string>() }
  const reflux: Reflux = {
    ...store,
    add: entry => (state.isAway ? Promise.reject(new Problem('store-away')) : store.add(entry)),
  }
  const intake = createIntake(
    {
      reflux,
      isErased: async dialogId => state.forgotten.has(dialogId),
      onLost: () => void state.lost++,
    },
    never,
  )
  return { store, state, intake }
}

t.test('answers from level 2 on that were not hot are for the reflux', async t => {
  const shown = ([0, 1, 2, 3, 4] as const).map(level =>
    (['llm', 'hot', 'faq', 'notice'] as const).filter(source => isForReflux({ level, source })),
  )
  t.same(shown, [[], [], ['llm', 'faq', 'notice'], ['llm', 'faq', 'notice'], ['llm', 'faq', 'notice']])
})

t.test('a left message is for the reflux at any level', async t => {
  t.ok(([0, 1, 2, 3, 4] as const).every(level => isForReflux({ level, source: 'message' })))
})

t.test('an answer that is for the reflux is stored, another is not', async t => {
  const { store, intake } = setUp()
  const entry = entryOf()
  intake.offer(entry)
  intake.offer(entryOf({ level: 1 }))
  await intake.close()
  t.same(await allOf(store), [entry])
})

t.test('while the store is away answers wait, and are stored when it is back', async t => {
  const { store, state, intake } = setUp()
  state.isAway = true
  const entries = Array.from({ length: 250 }, (_, i) => entryOf({ question: `${i}` }))
  for (const entry of entries) intake.offer(entry)
  await new Promise(setImmediate)
  t.same(await allOf(store), [])
  state.isAway = false
  await intake.close()
  t.same(await allOf(store), entries)
})

t.test('a deleted dialog is dropped from what waits, too', async t => {
  const { store, state, intake } = setUp()
  state.isAway = true
  const [gone, kept] = [entryOf(), entryOf()]
  intake.offer(gone)
  intake.offer(kept)
  state.isAway = false
  await intake.erase(gone.dialogId)
  await intake.close()
  await store.erase(gone.dialogId)
  t.same(await allOf(store), [kept])
})

t.test('an answer of a dialog that is deleted before it is stored leaves nothing', async t => {
  const { store, state, intake } = setUp()
  const [gone, kept] = [entryOf(), entryOf()]
  intake.offer(gone)
  intake.offer(kept)
  state.forgotten.add(gone.dialogId)
  await intake.close()
  t.same(await allOf(store), [kept])
})

t.test('a customer is dropped from what is stored and from what waits', async t => {
  const { store, state, intake } = setUp()
  const [gone, kept] = [entryOf(), entryOf()]
  const { owner } = gone
  await store.add(gone)
  state.isAway = true
  for (const entry of [entryOf({ owner }), kept]) intake.offer(entry)
  await new Promise(setImmediate)
  state.isAway = false
  await intake.eraseOwner(owner)
  await intake.close()
  t.same(await allOf(store), [kept])
})

t.test('left messages go with their dialog and with their customer', async t => {
  for (const ends of ['erase', 'eraseOwner'] as const) {
    const { store, state, intake } = setUp()
    const [stored, waits, kept] = [messageOf({ owner: 'o' }), messageOf({ owner: 'o' }), messageOf()]
    await store.add(stored)
    state.isAway = true
    for (const message of [waits, kept]) intake.offer(message)
    await new Promise(setImmediate)
    state.isAway = false
    if (ends === 'eraseOwner') await intake.eraseOwner('o')
    else for (const { dialogId } of [stored, waits]) await intake.erase(dialogId)
    await intake.close()
    t.same(await allOf(store), [kept], ends)
  }
})

t.test('what finds no room is counted', async t => {
  const { state, intake } = setUp()
  state.isAway = true
  const entry = entryOf()
  for (let i = 0; i < 10_005; i++) intake.offer(entry)
  t.equal(state.lost, 5)
  await intake.close()
})
