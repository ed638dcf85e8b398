// Many followers of one dialog: each gets every event, and the store has as many reads as for one.
import t from 'tap'
import { customer, dialogId, replyTo } from '../../../perf/load/fake-front.js'
import type { StoredTurn } from '../../../src/answer/answer.js'
import { pause } from '../../../src/clock.js'
import type { SignMessage } from '../../../src/cluster/bus.js'
import type { DialogEvent } from '../../../src/dialog/follow/dialog-event.js'
import { createSubscriptions } from '../../../src/dialog/follow/subscriptions.js'
import { createWatching } from '../../../src/dialog/follow/watching.js'
import type { DialogNews } from '../../../src/dialog/store/dialog-views.js'
import type { Mode } from '../../../src/dialog/store/talk.js'
import { holding } from '../../support/dialog/holding.js'

const stored = (seq: number): StoredTurn => ({ ...replyTo({ text: `q${seq}` } as never).turn, seq })

/** A dialog with this number of turns, whose reads wait until the test releases them. */
function rig(count: number) {
  const turns = Array.from({ length: count }, (_, i) => stored(i + 1))
  const errors: unknown[] = []
  let isThere = true
  let mode: Mode = 'bot'
  let seat: DialogNews['seat']
  const reads = holding(({ after }: { readonly after: number }): DialogNews | undefined =>
    isThere ? { mode, seat, newest: turns.length, turns: turns.filter(({ seq }) => seq > after) } : undefined,
  )
  const dialogs = { watch: async () => undefined, unwatch: async () => undefined, readAfter: reads.call }
  const onError = (error: unknown) => void errors.push(error)
  const watching = createWatching({ dialogs, processId: 's', pause, onError })
  const subscriptions = createSubscriptions({ dialogs, watching, pause, onError })
  return {
    reads,
    errors,
    add: () => void turns.push(stored(turns.length + 1)),
    end: () => {
      isThere = false
    },
    isNow: (next: Mode, holder?: DialogNews['seat']) => {
      mode = next
      seat = holder
    },
    sign: (own: Partial<SignMessage> = {}) =>
      subscriptions.onSign({
        kind: 'typing',
        to: 'customer',
        dialogId,
        owner: customer.owner,
        shop: 'main',
        ...own,
      } as SignMessage),
    wake: () => watching.wake(dialogId),
    follow(after?: number) {
      const told: (number | string)[] = []
      const listener = (event: DialogEvent) =>
        void told.push(event.kind === 'answer' ? event.turn.seq : event.kind)
      const stop = subscriptions.subscribe(
        { customer, dialogId, ...(after !== undefined && { after }) },
        listener,
      )
      return { told, stop }
    },
  }
}

t.test('sixteen followers cost one read of what is new, and one that is queued meanwhile', async t => {
  const { reads, add, wake, follow } = rig(50)
  const all = Array.from({ length: 16 }, () => follow())
  for (const count of [1, 2]) {
    await reads.begun(count)
    await reads.release()
  }
  add()
  wake()
  await reads.begun(3)
  for (let i = 0; i < 100; i++) wake()
  t.equal(reads.running(), 1)
  await reads.release()
  await reads.begun(4)
  await reads.release()
  t.same(
    reads.asked.map(({ after }) => after),
    [Number.MAX_SAFE_INTEGER, 50, 50, 51],
    'the first, one for those that came after it, and two for the news, which ask for what came after the last',
  )
  for (const { told, stop } of all) {
    t.same(told, [51])
    stop()
  }
})

t.test(
  'a follower that is behind the others gets the turns that it lacks, and the others do not get them again',
  async t => {
    const { reads, follow } = rig(5)
    const ahead = follow()
    await reads.begun(1)
    const behind = follow(3)
    await reads.release()
    await reads.begun(2)
    t.equal(reads.asked[1]?.after, 3)
    await reads.release()
    t.same(behind.told, [4, 5])
    t.same(ahead.told, [])
    for (const { stop } of [ahead, behind]) stop()
  },
)

t.test('a follower that joins during a read does not get the result of that read', async t => {
  const { reads, add, follow } = rig(1)
  const first = follow()
  await reads.begun(1)
  add()
  const second = follow()
  await reads.release()
  await reads.begun(2)
  await reads.release()
  t.same(second.told, [], 'it was stored before it began to follow')
  for (const { stop } of [first, second]) stop()
})

t.test('a read that fails is made again, and nothing is lost', async t => {
  const { reads, errors, add, wake, follow } = rig(1)
  const { told, stop } = follow(1)
  await reads.begun(1)
  await reads.fail(new Error('away'))
  t.equal(errors.length, 1)
  add()
  wake()
  await reads.begun(2)
  await reads.release()
  t.same(told, [2])
  stop()
})

t.test('followers of a dialog that is gone get that event once each, and cost nothing more', async t => {
  const { reads, end, wake, follow } = rig(1)
  const all = [follow(1), follow(1)]
  end()
  await reads.begun(1)
  await reads.release()
  wake()
  for (const { told } of all) t.same(told, ['gone'])
  const later = follow(1)
  await reads.begun(2)
  await reads.release()
  t.same(later.told, ['gone'], 'a later follower has a feed of its own')
})

t.test('a follower that left gets nothing, and the others go on', async t => {
  const { reads, add, wake, follow } = rig(1)
  const [leaving, staying] = [follow(1), follow(1)]
  await reads.begun(1)
  add()
  leaving.stop()
  await reads.release()
  wake()
  await reads.begun(2)
  await reads.release()
  t.same(leaving.told, [])
  t.same(staying.told, [2])
  staying.stop()
})

t.test(
  'signs of the person who holds the dialog reach those who know that one does, and nobody else',
  async t => {
    const { reads, isNow, sign, wake, follow } = rig(1)
    const { told, stop } = follow(1)
    await reads.begun(1)
    await reads.release()
    sign()
    isNow('seat')
    wake()
    await reads.begun(2)
    await reads.release()
    sign()
    sign({ kind: 'read', seq: 1 } as Partial<SignMessage>)
    sign({ owner: 'another' })
    sign({ dialogId: 'e'.repeat(32) })
    isNow('queued')
    wake()
    await reads.begun(3)
    await reads.release()
    sign()
    t.same(told, ['mode', 'typing', 'read', 'mode'])
    stop()
    sign()
  },
)

t.test(
  'a dialog that goes from one person to another is told, though nobody saw it in the queue',
  async t => {
    const { reads, isNow, wake, follow } = rig(1)
    const { told, stop } = follow(1)
    await reads.begun(1)
    await reads.release()
    for (const [round, serviceId] of ['a', 'a', 'b'].entries()) {
      isNow('seat', { name: '王', serviceId })
      wake()
      await reads.begun(round + 2)
      await reads.release()
    }
    t.same(told, ['mode', 'mode'], 'once for each service')
    stop()
  },
)
