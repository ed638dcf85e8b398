import t from 'tap'
import { never, newId, nextOf, owner, turnOf, writeOf } from '../../perf/load/dialog-turns.js'
import type { Message } from '../../src/cluster/bus.js'
import { createErasure } from '../../src/dialog/erasure.js'
import { createCluster } from '../support/dialog/cluster.js'

const shop = 'main'

async function setUp(onPause: () => Promise<void> = async () => {}) {
  const { start, dialogs, pending, time } = createCluster()
  const process = await start()
  await time.advance(2_500)
  const done: string[] = []
  const told: Message[] = []
  const state = { isAway: false }
  const note = (what: string) => async (id: string) => {
    if (state.isAway) throw new Error('away')
    done.push(`${what} ${id}`)
  }
  const erasure = createErasure({
    dialogs,
    tickets: process.tickets,
    pending,
    bus: { broadcast: message => void told.push(message) },
    keepEvent: (_dialogId, _seed, act) => act('erased'),
    erasedEventId: () => 'e',
    traces: { drop() {}, dropOwner() {}, erase: note('traces of'), eraseOwner: note('traces of owner') },
    pause: onPause,
    stopDialog: id => void done.push(`stop ${id}`),
    stopOwner: id => void done.push(`stop owner ${id}`),
  })
  const open = async (of = owner) => {
    const turn = turnOf({ owner: of, origin: process.processId })
    await dialogs.commit(writeOf(turn, ''), never)
    return turn
  }
  return { process, dialogs, pending, time, erasure, done, told, state, open }
}

t.test('the turns of an erased dialog are stopped, and pointers to it are dropped', async t => {
  const { process, pending, time, erasure, done, open } = await setUp()
  const { dialogId, ...turn } = await open()
  const next = nextOf({ dialogId, ...turn })
  await process.tickets.enter(next, {}, never)
  await process.pendingTurns.promote(next, { traceparent: 'tp' }, never)
  t.equal(await erasure.dialog(dialogId, { owner, shop }), true)
  t.same(done, [`stop ${dialogId}`, `traces of ${dialogId}`])
  process.kill()
  await time.advance(10_000)
  t.same(await pending.sweep(newId(), new Set()), [])
})

t.test('a dialog of another customer is not erased', async t => {
  const { dialogs, erasure, done, open } = await setUp()
  const { dialogId } = await open()
  t.equal(await erasure.dialog(dialogId, { owner: newId(), shop }), false)
  t.same(done, [])
  t.ok(await dialogs.read(dialogId, owner, never))
})

t.test('an erasure that failed half way is completed by the next', async t => {
  const { erasure, done, state, open } = await setUp()
  const { dialogId } = await open()
  state.isAway = true
  await t.rejects(erasure.dialog(dialogId, { owner, shop }))
  state.isAway = false
  t.equal(await erasure.dialog(dialogId, { owner, shop }), false)
  t.same(done, [`stop ${dialogId}`, `traces of ${dialogId}`])
})

t.test('all dialogs of a customer are erased, also one that opens during the walk', async t => {
  const stage = await setUp(async () => void (await stage.open(erased)))
  const erased = newId()
  const { dialogs, erasure, done, told, open } = stage
  const mine = [await open(erased), await open(erased)]
  const other = await open()
  t.equal(await erasure.customer({ owner: erased, shop }), 3)
  for (const { dialogId } of mine) t.notOk(await dialogs.read(dialogId, erased, never))
  for await (const dialogId of dialogs.ownedBy(erased)) t.fail(dialogId)
  t.ok(await dialogs.read(other.dialogId, owner, never))
  t.equal(done[0], `stop owner ${erased}`, 'what runs is stopped before the walk')
  t.equal(done.at(-1), `traces of owner ${erased}`)
  t.match(told[0], { kind: 'erased', owner: erased })
})

t.test('two erasures run one after the other, and a failed one does not hold up the next', async t => {
  const { erasure, state, open } = await setUp()
  await open()
  state.isAway = true
  const failed = erasure.customer({ owner, shop }).catch(() => 'failed')
  const next = erasure.customer({ owner: newId(), shop })
  t.equal(await failed, 'failed')
  state.isAway = false
  t.equal(await next.catch(() => 'failed'), 0)
})
