import t from 'tap'
import { never, nextOf, owner, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { createCluster, runTurn } from '../../support/dialog/cluster.js'
import { settle } from '../../support/dialog/fake-time.js'

const tp = { traceparent: '00-trace' }

t.test('a promise of a killed process is kept by a survivor, trace and all', async t => {
  const { start, time, dialogs } = createCluster()
  const [one, two] = [await start(), await start()]
  await time.advance(2_500)
  const turn = turnOf({ origin: one.processId, text: '退货怎么办' })
  await one.tickets.enter(turn, { first: true }, never)
  t.match(await one.pendingTurns.promote(turn, tp, never), { turnId: turn.turnId, place: { kind: 'run' } })
  one.kill()
  await time.advance(4_000)
  t.match(two.orphans, [{ turnId: turn.turnId, text: turn.text, ...tp, origin: two.processId }])
  for (const orphan of two.orphans) t.match(await runTurn(two, orphan), { kind: 'done', turn: { seq: 1 } })
  two.pendingTurns.settle(turn.turnId)
  await time.advance(4_000)
  t.equal(two.orphans.length, 1, 'once')
  t.match(await dialogs.readTurn(turn, owner, never), { kind: 'done' })
})

t.test('one of two survivors keeps the promise, though a turn that waits behind finds it too', async t => {
  const { start, time } = createCluster()
  const processes = [await start(), await start(), await start()] as const
  const [one, two, three] = processes
  await time.advance(2_500)
  const turn = turnOf({ origin: one.processId })
  await one.tickets.enter(turn, {}, never)
  await one.pendingTurns.promote(turn, tp, never)
  const end = runTurn(three, nextOf(turn, { origin: three.processId }))
  await settle()
  one.kill()
  await time.advance(6_000)
  const found = [...two.orphans, ...three.orphans]
  t.equal(found.length, 1)
  const runner = two.orphans.length > 0 ? two : three
  for (const orphan of found) t.match(await runTurn(runner, orphan), { kind: 'done', turn: { seq: 1 } })
  await time.advance(500)
  t.match(await end, { kind: 'done', turn: { seq: 2 } })
})

t.test('killed between the index and the record: nothing was promised, nothing is run', async t => {
  const { start, time, pending } = createCluster()
  const [one, two] = [await start(), await start()]
  await time.advance(2_500)
  const turn = turnOf({ origin: one.processId })
  await one.tickets.enter(turn, {}, never)
  await pending.promote({ dialogId: turn.dialogId, turnId: turn.turnId, ...tp }, one.processId)
  one.kill()
  await time.advance(4_000)
  t.same(two.orphans, [])
  t.equal(two.pendingTurns.size, 0)
  t.match(await runTurn(two, nextOf(turn, { origin: two.processId, opens: false })), {
    kind: 'done',
    turn: { seq: 1 },
  })
})

t.test('killed between commit and striking off: the survivor strikes it off', async t => {
  const { start, time } = createCluster()
  const [one, two] = [await start(), await start()]
  await time.advance(2_500)
  const turn = turnOf({ origin: one.processId })
  const entry = await one.tickets.enter(turn, {}, never)
  await one.pendingTurns.promote(turn, tp, never)
  if (entry.kind === 'run') await one.tickets.commit(writeOf(turn, entry.past.last), never)
  one.kill()
  await time.advance(4_000)
  t.same(two.orphans, [])
  t.equal(two.pendingTurns.size, 0)
})

t.test('the turns that a killed survivor took are taken over again', async t => {
  const { start, time } = createCluster()
  const [one, two] = [await start(), await start()]
  await time.advance(2_500)
  const turn = turnOf({ origin: one.processId })
  await one.tickets.enter(turn, {}, never)
  await one.pendingTurns.promote(turn, tp, never)
  one.kill()
  await time.advance(4_000)
  t.equal(two.orphans.length, 1)
  two.kill()
  const three = await start()
  await time.advance(9_000)
  t.match(three.orphans, [{ turnId: turn.turnId, origin: three.processId }])
})

t.test('a retry that joined another process’s turn promises that turn', async t => {
  const { start, time } = createCluster()
  const [one, two] = [await start(), await start()]
  await time.advance(2_500)
  const turn = turnOf({ origin: one.processId, key: 'k', textHash: 'h' })
  const retry = nextOf(turn, { origin: two.processId, key: 'k', textHash: 'h' })
  await one.tickets.enter(turn, {}, never)
  const end = two.tickets.enter(retry, {}, never)
  await settle()
  const promised = await two.pendingTurns.promote(retry, tp, never)
  t.match(promised, { turnId: turn.turnId, place: { kind: 'wait', of: one.processId } })
  one.kill()
  await time.advance(4_000)
  t.same(two.orphans, [], 'the retry runs it itself')
  const entry = await end
  t.equal(entry.kind, 'run')
  const last = entry.kind === 'run' ? entry.past.last : ''
  const answered = await two.tickets.commit(writeOf({ ...retry, turnId: turn.turnId }, last), never)
  t.match(answered, { kind: 'done', turn: { turnId: turn.turnId, seq: 1 } })
})

t.test('a process has a bounded number of promises', async t => {
  const { start } = createCluster()
  const one = await start()
  for (let i = 0; i < 10; i++) {
    const turn = turnOf({ origin: one.processId })
    await one.tickets.enter(turn, {}, never)
    t.match(await one.pendingTurns.promote(turn, tp, never), { place: { kind: 'run' } })
  }
  t.equal(await one.pendingTurns.promote(turnOf({ origin: one.processId }), tp, never), undefined)
})

t.test('no process takes over a turn that was taken back', async t => {
  const { start, time, dialogs } = createCluster()
  const [one, two] = [await start(), await start()]
  await time.advance(2_500)
  const turn = turnOf({ origin: one.processId })
  await one.tickets.enter(turn, {}, never)
  await one.pendingTurns.promote(turn, tp, never)
  one.tickets.takeBack(turn)
  one.pendingTurns.settle(turn.turnId)
  await settle()
  one.kill()
  await time.advance(4_000)
  t.same(two.orphans, [])
  t.same(await dialogs.readTurn(turn, owner, never), { kind: 'absent' })
})

t.test('killed after striking off: nothing is left to do', async t => {
  const { start, time, pending } = createCluster()
  const [one, two] = [await start(), await start()]
  await time.advance(2_500)
  const turn = turnOf({ origin: one.processId })
  const entry = await one.tickets.enter(turn, {}, never)
  await one.pendingTurns.promote(turn, tp, never)
  if (entry.kind === 'run') await one.tickets.commit(writeOf(turn, entry.past.last), never)
  one.pendingTurns.settle(turn.turnId)
  await settle()
  one.kill()
  await time.advance(4_000)
  t.same(two.orphans, [])
  t.same(await pending.sweep(two.processId, new Set([two.processId])), [])
})

t.test(
  'the promises of an erased dialog leave the index within 60 s, with their process dead or alive',
  async t => {
    for (const isKilled of [true, false]) {
      const { start, time, dialogs, pending } = createCluster()
      const [one, two] = [await start(), await start()]
      await time.advance(2_500)
      const turn = turnOf({ origin: one.processId })
      await one.tickets.enter(turn, {}, never)
      await one.pendingTurns.promote(turn, tp, never)
      await two.tickets.erase(turn.dialogId, owner)
      if (isKilled) one.kill()
      // The living process settles the turn itself.
      else one.pendingTurns.settle(turn.turnId)
      await time.advance(10_000)
      t.same(two.orphans, [])
      t.same(await pending.sweep(two.processId, new Set([two.processId])), [])
      t.same(await dialogs.readTurn(turn, owner, never), { kind: 'gone' })
    }
  },
)

t.test(
  'nine questions into one dialog are one customer who waits, and only for the first of them',
  async t => {
    const { start, time } = createCluster()
    const one = await start()
    await time.advance(2_500)
    const first = turnOf({ origin: one.processId })
    const turns = [first, ...Array.from({ length: 8 }, () => nextOf(first))]
    const entering = turns.map(turn => one.tickets.enter(turn, {}, never))
    for (const turn of turns) await one.pendingTurns.promote(turn, tp, never)
    await time.advance(12_000)
    t.match(one.pendingTurns.lag(10_000), {
      pendingCustomers: 1,
      laggingCustomers: 1,
      laggards: { length: 1 },
    })
    const entry = await entering[0]
    if (entry?.kind === 'run') await one.tickets.commit(writeOf(first, entry.past.last), never)
    one.pendingTurns.settle(first.turnId)
    t.match(
      one.pendingTurns.lag(10_000),
      { pendingCustomers: 1, laggingCustomers: 0 },
      'the second could not run before',
    )
    t.equal(one.pendingTurns.lagMs(), 0)
    await time.advance(3_000)
    t.equal(one.pendingTurns.lagMs(), 3_000)
  },
)

/** A dialog of one turn, and a second one that was promised by `one` and that a failover has lost. */
async function lostPromise() {
  const { start, time, saved, pending } = createCluster()
  const [one, two] = [await start(), await start()]
  await time.advance(2_500)
  const first = turnOf({ origin: one.processId })
  await runTurn(one, first)
  const failOver = saved()
  const promised = nextOf(first, { origin: one.processId })
  let finish = () => {}
  const end = runTurn(one, promised, () => new Promise<void>(resolve => (finish = resolve)))
  await settle()
  const place = await one.pendingTurns.promote(promised, tp, never)
  failOver()
  const later = nextOf(first, { origin: two.processId })
  return { one, two, time, pending, promised, end, place, later, finish: () => finish() }
}

t.test('a promise that a failover has lost would stand behind a turn that came later', async t => {
  const { two, promised, end, place, later, finish } = await lostPromise()
  t.match(place, { turnId: promised.turnId, place: { kind: 'run' } })
  t.match(await runTurn(two, later), { kind: 'done', turn: { seq: 2 } })
  finish()
  await settle()
  finish()
  t.match(await end, { kind: 'done', turn: { turnId: promised.turnId, seq: 3 } }, 'it is kept all the same')
})

t.test('renewed, it keeps its place before what comes later', async t => {
  const { one, two, promised, end, later, finish, time } = await lostPromise()
  await one.pendingTurns.renew()
  await one.pendingTurns.renew()
  const next = runTurn(two, later)
  await settle()
  finish()
  t.match(await end, { kind: 'done', turn: { turnId: promised.turnId, seq: 2 } })
  await time.advance(500)
  t.match(await next, { kind: 'done', turn: { seq: 3 } })
  one.pendingTurns.settle(promised.turnId)
  await time.advance(6_000)
  t.equal(one.pendingTurns.size, 0, 'no entry of it is left')
  t.equal(two.orphans.length + one.orphans.length, 0)
})

t.test('renewed, it is kept by a survivor when its process dies, too', async t => {
  const { one, two, promised, time } = await lostPromise()
  await one.pendingTurns.renew()
  one.kill()
  await time.advance(6_000)
  t.match(two.orphans, [{ turnId: promised.turnId, text: promised.text, ...tp }])
})
