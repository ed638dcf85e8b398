import t from 'tap'
import { createSharedPolls } from '../../../src/dialog/follow/shared-polls.js'
import type { TurnView } from '../../../src/dialog/store/dialog-views.js'
import type { TurnRef } from '../../../src/dialog/store/dialogs.js'
import { holding } from '../../support/dialog/holding.js'

const turn = (turnId: string, dialogId = 'd'): TurnRef => ({ dialogId, turnId })

function rig() {
  const reads = holding((_turn: TurnRef): TurnView => ({ kind: 'absent' }))
  return { reads, poll: createSharedPolls({ readTurn: reads.call }) }
}

t.test('polls of a turn that come while it is read share one more read', async t => {
  const { reads, poll } = rig()
  const first = poll(turn('a'), 'o')
  await reads.begun(1)
  const later = Array.from({ length: 16 }, () => poll(turn('a'), 'o'))
  await reads.release()
  t.same(await first, { kind: 'absent' })
  await reads.begun(2)
  await reads.release()
  t.same(await Promise.all(later), Array(16).fill({ kind: 'absent' }))
  t.equal(reads.asked.length, 2)
})

t.test('polls of several turns of a dialog are read one at a time', async t => {
  const { reads, poll } = rig()
  const all = ['a', 'b', 'c', 'a', 'b'].map(turnId => poll(turn(turnId), 'o'))
  for (const count of [1, 2, 3]) {
    await reads.begun(count)
    t.equal(reads.running(), 1)
    await reads.release()
  }
  await Promise.all(all)
  t.same(
    reads.asked.map(({ turnId }) => turnId),
    ['a', 'b', 'c'],
  )
})

t.test('dialogs, and customers, do not wait for each other', async t => {
  const { reads, poll } = rig()
  const all = [poll(turn('a'), 'o'), poll(turn('a', 'e'), 'o'), poll(turn('a'), 'p')]
  await reads.begun(3)
  t.equal(reads.running(), 3)
  for (const _ of all) await reads.release()
  await Promise.all(all)
})

t.test('a read that fails fails the polls that share it, and no later one', async t => {
  const { reads, poll } = rig()
  const failing = [poll(turn('a'), 'o'), poll(turn('a'), 'o')]
  await reads.begun(1)
  const next = poll(turn('a'), 'o')
  await reads.fail(new Error('away'))
  for (const one of failing) await t.rejects(one, /away/)
  await reads.begun(2)
  await reads.release()
  t.same(await next, { kind: 'absent' })
})
