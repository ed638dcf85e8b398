// Running turns: how their end reaches the client, and who may stop them.
import { once } from 'node:events'
import t from 'tap'
import { never, owner } from '../../../perf/load/dialog-turns.js'
import { Problem } from '../../../src/problem.js'
import { openStage, type VendorCall } from '../../support/dialog/turn-rig.js'

const gone = new Problem('gone')

/** A vendor that never answers, but for being stopped. */
const silent = async ({ signal }: VendorCall): Promise<string> => {
  if (!signal.aborted) await once(signal, 'abort')
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

t.test('a turn that fails tells why, and leaves nothing in the store', async t => {
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

t.test('a bug is told to the operator, and to the client as nothing but a failure', async t => {
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

t.test('what is not named goes on', async t => {
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
