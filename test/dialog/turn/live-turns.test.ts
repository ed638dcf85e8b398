// Running turns: the way of their end to the client, and the ways to stop them.
import { mock } from 'node:test'
import t from 'tap'
import { never, owner, turnOf } from '../../../perf/load/dialog-turns.js'
import type { MaskedTurn, Orphan } from '../../../src/dialog/store/dialogs.js'
import { Problem } from '../../../src/problem.js'
import { openStage, type VendorCall } from '../../support/dialog/turn-rig.js'

const gone = new Problem('gone')

/** A vendor that never answers and only ends when it is stopped. */
const silent = async ({ signal }: VendorCall): Promise<string> => {
  if (!signal.aborted) await new Promise<void>(stop => signal.addEventListener('abort', stop))
  return ''
}

t.test('an answer goes to the client once it is stored, and is counted', async t => {
  const { live, post, log, work } = await openStage()
  const started = post()
  live.run(started)
  t.equal(live.size(), 1)
  t.ok(live.has(started.turn.turnId))
  await live.idle()
  t.match(started.told.at(-1), 'end 明天发货')
  t.same(log.slice(-3), ['commit', 'answered', 'worked'])
  t.equal(live.size(), 0)
  t.equal(work.running, 0)
})

t.test('a turn that fails has a reason, and leaves nothing in the store', async t => {
  const { live, post, log, dialogs, time } = await openStage({
    vendor: () => {
      throw new Problem('masking-failed')
    },
  })
  const started = post({ announces: true })
  live.run(started)
  await live.idle()
  await time.advance(10)
  t.match(started.told, [/^accepted/, 'fail masking-failed'])
  t.ok(log.includes('failed masking-failed'))
  const { dialogId } = started.turn.address
  t.same(await dialogs.readTurn({ dialogId, turnId: started.turn.turnId }, owner, never), { kind: 'absent' })
})

t.test('a bug is reported to the operator, and the client gets only a failure', async t => {
  const { live, post, log } = await openStage({
    vendor: () => {
      throw new TypeError('x is not a function')
    },
  })
  const started = post()
  live.run(started)
  await live.idle()
  t.equal(started.told.at(-1), 'fail internal')
  t.ok(log.includes('TypeError: x is not a function'))
})

t.test('a turn is stopped by its id, by its dialog, by its customer, and with all others', async t => {
  for (const by of ['stop', 'stopDialog', 'stopOwner', 'stopAll'] as const) {
    const { live, post } = await openStage({ vendor: silent })
    const started = post()
    live.run(started)
    const { turnId, address } = started.turn
    if (by === 'stop') live.stop(turnId, gone)
    if (by === 'stopDialog') live.stopDialog(address.dialogId, gone)
    if (by === 'stopOwner') live.stopOwner(owner, gone)
    if (by === 'stopAll') live.stopAll(gone)
    await live.idle()
    t.same(started.told, ['fail gone'], by)
  }
})

t.test(
  'a turn that comes after all were stopped ends, too: one taken over at a shutdown keeps no process',
  async t => {
    const { live, post } = await openStage({ vendor: silent })
    live.stopAll(gone)
    const started = post()
    live.run(started)
    await live.idle()
    t.same(started.told, ['fail gone'])
  },
)

t.test('turns that are not named go on', async t => {
  const { live, post } = await openStage()
  const started = post()
  live.run(started)
  live.stop('another', gone)
  live.stopDialog('another', gone)
  live.stopOwner('another', gone)
  await live.idle()
  t.equal(started.told.at(-1), 'end 明天发货')
})

t.test('a turn ends at its deadline', async t => {
  const { live, post, time } = await openStage({ vendor: silent })
  const started = post({ deadlineAt: time.now() + 20 })
  live.run(started)
  await live.idle()
  t.same(started.told, ['fail deadline-passed'])
})

for (const failure of [new Problem('masking-failed'), new TypeError('x is not a function')]) {
  t.test(
    `a promised turn that fails with "${failure.message}" is tried three times, then a notice answers it`,
    async t => {
      mock.timers.enable({ apis: ['setTimeout'] })
      t.teardown(() => mock.timers.reset())
      let calls = 0
      const stage = await openStage({
        async vendor() {
          calls++
          if (!started.turn.isPromised)
            await stage.tickets.acknowledge(started.turn.maskedTurn as MaskedTurn, { traceparent: '' }, never)
          started.turn.isPromised = true
          throw failure
        },
      })
      const { live, orphans, time, dialogs } = stage
      const started = stage.post({ announces: true })
      const { turnId, address } = started.turn
      live.run(started)
      for (let again = 1; again <= 3; again++) {
        await live.idle()
        mock.timers.tick(1_000)
        await time.advance(10)
        const orphan = orphans.at(-1) as Orphan
        t.match([orphans.length, orphan], [again, { turnId, tries: again }])
        stage.rerun(orphan)
      }
      await live.idle()
      t.equal(calls, 3)
      t.match(await dialogs.readTurn({ dialogId: address.dialogId, turnId }, owner, never), {
        kind: 'done',
        turn: {
          text: '什么时候发货',
          answer: { text: '请稍后再来', source: 'notice', reason: 'tries-spent' },
        },
      })
      mock.timers.tick(60_000)
      await time.advance(10)
      t.equal(orphans.length, 3, 'it is over')
    },
  )
}

t.test(
  'a further try of a promised turn has the rest of its deadline, and time to store an answer',
  async t => {
    const { orphan, time } = await openStage()
    const given = (leftMs?: number) =>
      orphan(leftMs === undefined ? {} : { leftMs }).order.deadlineAt - time.now()
    t.equal(given(5_000), 5_000)
    t.equal(given(20), 1_000, 'the vendor is no longer waited for, the ladder answers')
    t.equal(given(-60_000), 1_000)
    t.equal(given(), 30_000, 'a promise of an earlier build says nothing of it')
  },
)

t.test('a promised turn whose masking is broken ends, too, though it never asks for its place', async t => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const { live, orphans, rerun, tickets, time, dialogs, processId } = await openStage({ isMaskBroken: true })
  const turn = turnOf({ origin: processId })
  await tickets.acknowledge(turn, { traceparent: '' }, never)
  tickets.giveUp(turn)
  for (let again = 1; again <= 3; again++) {
    await time.advance(10)
    t.equal(orphans.length, again)
    rerun(orphans.at(-1) as Orphan)
    await live.idle()
    mock.timers.tick(1_000)
  }
  t.match(await dialogs.readTurn(turn, owner, never), {
    kind: 'done',
    turn: { answer: { reason: 'tries-spent' } },
  })
})
