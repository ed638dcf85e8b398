import t, { type Test } from 'tap'
import type { PersonAsked } from '../../src/seats/asking.js'
import { createSlowWatch } from '../../src/seats/slow-watch.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const customer = { uid: 'u', owner: 'o', shop: 'main' }

function stage(t: Test) {
  const clock = fakeClock()
  const asked: PersonAsked[] = []
  const errors: unknown[] = []
  const state = { isSomebodyThere: true, fails: false }
  const watch = createSlowWatch({
    async ask(one) {
      if (state.fails) throw new Error('away')
      asked.push(one)
      return { mode: 'bot', open: false, why: 'nobody' }
    },
    isSomebodyThere: () => state.isSomebodyThere,
    slowS: () => 10,
    clock,
    onError: error => errors.push(error),
  })
  t.teardown(() => watch.close())
  const start = (opens = false) => {
    const order = { customer, language: 'zh', admittedAt: clock.now(), trace: { traceparent: '00-t' } }
    return watch.started({ order, address: { dialogId: 'd', opens } })
  }
  return { clock, asked, errors, state, watch, start }
}

t.test('a turn that has no answer for long calls a person, once', async t => {
  const { clock, asked, watch, start } = stage(t)
  start()
  clock.move(9_999)
  watch.look()
  t.same(asked, [])
  clock.move(1)
  watch.look()
  watch.look()
  const turn = { dialogId: 'd', opens: false, customer, language: 'zh', traceparent: '00-t' }
  t.same(asked, [{ ...turn, reason: 'slow', isByRule: true }])
})

t.test('a turn that opens its dialog calls a person though the dialog is not stored yet', async t => {
  const { clock, asked, watch, start } = stage(t)
  start(true)
  clock.move(10_000)
  watch.look()
  t.match(asked, [{ dialogId: 'd', opens: true }])
})

t.test('an answered turn calls nobody, and while nobody is there none does', async t => {
  const { clock, asked, state, watch, start } = stage(t)
  start()()
  state.isSomebodyThere = false
  start()
  clock.move(20_000)
  watch.look()
  t.same(asked, [])
  state.isSomebodyThere = true
  watch.look()
  t.equal(asked.length, 1, 'one that came late is called')
})

t.test('a store that is away breaks nothing', async t => {
  const { clock, errors, state, watch, start } = stage(t)
  state.fails = true
  start()
  clock.move(10_000)
  watch.look()
  await new Promise(resolve => setImmediate(resolve))
  t.equal(errors.length, 1)
})
