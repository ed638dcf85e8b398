import t from 'tap'
import { never, newId, nextOf, owner, resultOf, turnOf, writeOf } from '../../../perf/load/dialog-turns.js'
import { createCluster, runTurn } from '../../support/dialog/cluster.js'
import { settle } from '../../support/dialog/fake-time.js'

const seqs = (view: { turns: readonly { turnId: string }[] } | undefined) =>
  view?.turns.map(turn => turn.turnId)

t.test('turns of three processes run one after another in the order of their begins', async t => {
  const { start, dialogs, time } = createCluster()
  const processes = [await start(), await start(), await start()]
  const open = turnOf({ origin: processes[0]?.processId ?? '' })
  const turns = [open, ...processes.map(({ processId }) => nextOf(open, { origin: processId }))]
  let running = 0
  const work = async () => {
    running += 1
    t.equal(running, 1)
    await time.pause(40)
    running -= 1
  }
  const ends = turns.map((turn, i) => {
    const process = processes[Math.max(0, i - 1)]
    return process && runTurn(process, turn, work)
  })
  await time.advance(300)
  for (const end of await Promise.all(ends)) t.equal(end?.kind, 'done')
  const view = await dialogs.read(open.dialogId, owner, never)
  t.same(
    seqs(view),
    turns.map(turn => turn.turnId),
  )
  t.same(
    view?.turns.map(turn => turn.answer.text),
    ['after 0', 'after 1', 'after 2', 'after 3'],
  )
})

t.test('the next head is woken by a message, and without it looks within 250 ms', async t => {
  for (const messages of [false, true]) {
    const { start, time, lost } = createCluster()
    const [one, two] = [await start(), await start()]
    const first = turnOf({ origin: one.processId })
    const second = nextOf(first, { origin: two.processId })
    const entry = await one.tickets.enter(first, {}, never)
    let ended = 0
    const end = runTurn(two, second).then(() => {
      ended = time.now()
    })
    await settle()
    lost.messages = !messages
    const committed = time.now()
    if (entry.kind === 'run') await one.tickets.commit(writeOf(first, entry.past.last), never)
    await time.advance(300)
    await end
    t.ok(ended - committed <= (messages ? 10 : 250), `${ended - committed} ms`)
  }
})

t.test('a killed head holds its dialog up for at most three seconds', async t => {
  const { start, time, dialogs } = createCluster()
  const [one, two] = [await start(), await start()]
  await time.advance(2_500)
  const first = turnOf({ origin: one.processId })
  const second = nextOf(first, { origin: two.processId })
  await one.tickets.enter(first, {}, never)
  const killed = time.now()
  one.kill()
  let ended = 0
  const end = runTurn(two, second).then(done => {
    ended = time.now()
    return done
  })
  await time.advance(3_000)
  t.match(await end, { kind: 'done', turn: { seq: 1 } })
  t.ok(ended - killed > 1_400 && ended - killed <= 3_000, `${ended - killed} ms`)
  t.same(seqs(await dialogs.read(first.dialogId, owner, never)), [second.turnId])
})

t.test('a killed process that had committed loses nothing', async t => {
  const { start, time, dialogs } = createCluster()
  const [one, two] = [await start(), await start()]
  const first = turnOf({ origin: one.processId })
  const second = nextOf(first, { origin: two.processId })
  const entry = await one.tickets.enter(first, {}, never)
  const end = runTurn(two, second)
  await settle()
  if (entry.kind === 'run') void one.tickets.commit(writeOf(first, entry.past.last), never)
  one.kill()
  await time.advance(300)
  t.match(await end, { kind: 'done', turn: { seq: 2 } })
  t.same(seqs(await dialogs.read(first.dialogId, owner, never)), [first.turnId, second.turnId])
})

t.test('no head is skipped when every beat was lost for three seconds', async t => {
  const { start, time, lost } = createCluster()
  const [one, two] = [await start(), await start()]
  await time.advance(2_500)
  const first = turnOf({ origin: one.processId })
  const second = nextOf(first, { origin: two.processId })
  const entry = await one.tickets.enter(first, {}, never)
  const end = runTurn(two, second)
  lost.beats = true
  await time.advance(3_000)
  lost.beats = false
  await time.advance(1_000)
  t.equal(entry.kind, 'run')
  if (entry.kind !== 'run') return
  t.match(await one.tickets.commit(writeOf(first, entry.past.last), never), {
    kind: 'done',
    turn: { seq: 1 },
  })
  await time.advance(300)
  t.match(await end, { kind: 'done', turn: { seq: 2 } })
})

t.test('a paused head that was skipped is refused when it commits late, and begins again', async t => {
  const { start, time } = createCluster()
  const [one, two] = [await start(), await start()]
  await time.advance(2_500)
  const first = turnOf({ origin: one.processId })
  const second = nextOf(first, { origin: two.processId })
  const entry = await one.tickets.enter(first, {}, never)
  one.kill()
  const end = runTurn(two, second)
  await time.advance(3_000)
  t.match(await end, { kind: 'done' })
  const woken = await start()
  if (entry.kind === 'run') {
    t.same(await woken.tickets.commit(writeOf(first, entry.past.last), never), { kind: 'refused' })
  }
  t.match(await runTurn(woken, { ...first, origin: woken.processId }), {
    kind: 'done',
    turn: { seq: 2, answer: { text: 'after 1' } },
  })
})

t.test('a ticket whose origin lives but lost the turn is given back when asked', async t => {
  const { start, time, dialogs } = createCluster()
  const [one, two] = [await start(), await start()]
  const ghost = turnOf({ origin: one.processId })
  await dialogs.begin(ghost, {}, never)
  const end = runTurn(two, nextOf(ghost, { origin: two.processId }))
  await time.advance(600)
  t.match(await end, { kind: 'done', turn: { seq: 1 } })
})

t.test('an acknowledged ticket whose origin lost the turn is run by its origin', async t => {
  const { start, time, dialogs } = createCluster()
  const [one, two] = [await start(), await start()]
  const ghost = turnOf({ origin: one.processId })
  await dialogs.begin(ghost, { acknowledged: { traceparent: 'tp' } }, never)
  const end = runTurn(two, nextOf(ghost, { origin: two.processId }))
  await time.advance(1_000)
  t.equal(one.orphans.length, 1, 'once, though asked more often')
  t.match(one.orphans, [{ turnId: ghost.turnId, text: ghost.text, traceparent: 'tp' }])
  for (const orphan of one.orphans) t.match(await runTurn(one, orphan), { kind: 'done', turn: { seq: 1 } })
  await time.advance(300)
  t.match(await end, { kind: 'done', turn: { seq: 2 } })
})

t.test('a ticket given up while the store is away goes when it is back', async t => {
  const { start, time, dialogs } = createCluster()
  const one = await start()
  const turn = turnOf({ origin: one.processId })
  one.loseReplies('begin')
  await t.rejects(one.tickets.enter(turn, { first: true }, never))
  t.match(await dialogs.readTurn(turn, owner, never), { kind: 'pending' })
  one.loseReplies('abandon', 2)
  one.tickets.giveUp(turn)
  await time.advance(600)
  await one.tickets.settled(never)
  t.same(await dialogs.readTurn(turn, owner, never), { kind: 'absent' })
})

t.test('a waiting turn outlives a lost reply', async t => {
  const { start, time } = createCluster()
  const [one, two] = [await start(), await start()]
  const first = turnOf({ origin: one.processId })
  const entry = await one.tickets.enter(first, {}, never)
  const end = runTurn(two, nextOf(first, { origin: two.processId }))
  await settle()
  two.loseReplies('begin', 2)
  await time.advance(300)
  if (entry.kind === 'run') await one.tickets.commit(writeOf(first, entry.past.last), never)
  await time.advance(1_000)
  t.match(await end, { kind: 'done', turn: { seq: 2 } })
})

t.test('a commit whose reply was lost is repeated and stored once', async t => {
  const { start, dialogs } = createCluster()
  const one = await start()
  const turn = turnOf({ origin: one.processId })
  const entry = await one.tickets.enter(turn, { first: true }, never)
  const write = writeOf(turn, entry.kind === 'run' ? entry.past.last : '')
  one.loseReplies('commit')
  await t.rejects(one.tickets.commit(write, never))
  t.match(await one.tickets.commit(write, never), { kind: 'done', turn: { seq: 1 } })
  t.equal((await dialogs.read(turn.dialogId, owner, never))?.turns.length, 1)
})

t.test('a retry on another process gets the answer of the turn that still runs', async t => {
  const { start, time } = createCluster()
  const [one, two] = [await start(), await start()]
  const first = turnOf({ origin: one.processId, key: 'k', textHash: 'h' })
  const retry = nextOf(first, { origin: two.processId, key: 'k', textHash: 'h' })
  const end = runTurn(one, first, () => time.pause(100))
  await settle()
  const again = runTurn(two, retry)
  await time.advance(400)
  const done = await end
  t.match(await again, { kind: 'done', turn: done.kind === 'done' ? done.turn : {} })
})

t.test('a retry gets the id of the turn that it repeats, and is woken by its commit', async t => {
  for (const messages of [false, true]) {
    const { start, time, lost } = createCluster()
    const [one, two] = [await start(), await start()]
    const first = turnOf({ origin: one.processId, key: 'k', textHash: 'h' })
    const entry = await one.tickets.enter(first, {}, never)
    const placed: unknown[] = []
    let ended = 0
    const retry = nextOf(first, { origin: two.processId, key: 'k', textHash: 'h' })
    const again = two.tickets.enter(retry, { onPlaced: place => placed.push(place) }, never)
    const end = again.then(() => {
      ended = time.now()
    })
    await settle()
    t.same(placed, [{ turnId: first.turnId, waits: true }])
    lost.messages = !messages
    const committed = time.now()
    if (entry.kind === 'run') await one.tickets.commit(writeOf(first, entry.past.last), never)
    await time.advance(300)
    await end
    t.ok(ended - committed <= (messages ? 10 : 250), `${ended - committed} ms`)
  }
})

t.test('a retry ends with the turn that it repeats when that is cancelled', async t => {
  const { start, time } = createCluster()
  const [one, two] = [await start(), await start()]
  const first = turnOf({ origin: one.processId, key: 'k', textHash: 'h' })
  await one.tickets.enter(first, {}, never)
  const again = runTurn(two, nextOf(first, { origin: two.processId, key: 'k', textHash: 'h' }))
  await settle()
  t.match(await two.tickets.cancel(first, owner), { result: 'cancelled' })
  await time.advance(10)
  t.match(await again, { kind: 'gone' })
})

t.test('a retry runs the turn that it repeats, under its id, when that one is given up', async t => {
  const { start, time, dialogs } = createCluster()
  const [one, two] = [await start(), await start()]
  const first = turnOf({ origin: one.processId, key: 'k', textHash: 'h' })
  await one.tickets.enter(first, {}, never)
  const again = runTurn(two, nextOf(first, { origin: two.processId, key: 'k', textHash: 'h' }))
  await settle()
  one.tickets.takeBack(first)
  await time.advance(300)
  t.match(await again, { kind: 'done', turn: { turnId: first.turnId, seq: 1 } })
  t.same(seqs(await dialogs.read(first.dialogId, owner, never)), [first.turnId])
})

t.test('an aborted wait throws, and its ticket can be given up', async t => {
  const { start, time, dialogs } = createCluster()
  const one = await start()
  const first = turnOf({ origin: one.processId })
  const second = nextOf(first)
  await one.tickets.enter(first, {}, never)
  const leave = new AbortController()
  const wait = one.tickets.enter(second, {}, leave.signal)
  await settle()
  leave.abort(new Error('left'))
  await t.rejects(wait, { message: 'left' })
  one.tickets.giveUp(second)
  await time.advance(10)
  t.same(await dialogs.readTurn(second, owner, never), { kind: 'absent' })
})

t.test('cancelling notifies the origin and lets the next turn run', async t => {
  const { start, time } = createCluster()
  const [one, two] = [await start(), await start()]
  const first = turnOf({ origin: one.processId })
  const entry = await one.tickets.enter(first, {}, never)
  const end = runTurn(two, nextOf(first, { origin: two.processId }))
  await settle()
  t.match(await two.tickets.cancel(first, owner), { result: 'cancelled' })
  await time.advance(20)
  t.match(await end, { kind: 'done', turn: { seq: 1 } })
  const write = { ...first, ...resultOf(first, 'x'), builtOn: entry.kind === 'run' ? entry.past.last : '' }
  t.same(await one.tickets.commit(write, never), { kind: 'gone' })
  t.equal(one.tickets.holds(first.turnId), false)
})

t.test(
  'the origin of a cancelled turn is notified within a second, though two messages are lost',
  async t => {
    for (const [losses, heard] of [
      [0, 3],
      [2, 1],
    ] as const) {
      const { start, time, lost } = createCluster()
      const [one, two] = [await start(), await start()]
      const turn = turnOf({ origin: one.processId })
      await one.tickets.enter(turn, {}, never)
      lost.messages = losses
      await two.tickets.cancel(turn, owner)
      await time.advance(1_000)
      t.same(
        one.cancelled,
        Array.from({ length: heard }, () => turn.turnId),
      )
    }
  },
)

t.test('a forgotten dialog ends the turns that wait in it', async t => {
  const { start, time } = createCluster()
  const [one, two] = [await start(), await start()]
  const first = turnOf({ origin: one.processId })
  await one.tickets.enter(first, {}, never)
  const end = runTurn(two, nextOf(first, { origin: two.processId }))
  await settle()
  t.same(await one.tickets.erase(first.dialogId, owner), [])
  t.equal(await one.tickets.erase(newId(), owner), undefined)
  await time.advance(300)
  t.match(await end, { kind: 'gone' })
})
