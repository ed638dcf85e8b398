import fc from 'fast-check'
import t from 'tap'
import { actorIndex, createActors } from '../../../src/dialog/turn/actors.js'
import { createMailbox, type Slot } from '../../../src/dialog/turn/mailbox.js'

const dialogA = { owner: 'one', dialogId: 'a'.repeat(32) }
const dialogB = { owner: 'one', dialogId: 'b'.repeat(32) }

t.test('a first turn passes at once', async t => {
  const slot = createMailbox(2, () => {}).post()
  t.equal(slot?.ahead, undefined)
})

t.test('a second turn waits until the first has passed, not until it has left', async t => {
  const mailbox = createMailbox(2, () => {})
  const first = mailbox.post() as Slot
  const second = mailbox.post() as Slot
  const order: string[] = []
  const entered = second.ahead?.then(() => order.push('second'))
  order.push('first')
  first.pass()
  await entered
  t.same(order, ['first', 'second'])
  t.equal(mailbox.size(), 2)
})

t.test('a turn that leaves early does not let its follower overtake those before it', async t => {
  const mailbox = createMailbox(3, () => {})
  const [first, second, third] = [mailbox.post(), mailbox.post(), mailbox.post()] as [Slot, Slot, Slot]
  const order: string[] = []
  const entered = third.ahead?.then(() => order.push('third'))
  second.release()
  await Promise.resolve()
  order.push('first')
  first.pass()
  await entered
  t.same(order, ['first', 'third'])
})

t.test('a turn is notified of the turn that comes behind it, unless it has passed', async t => {
  const mailbox = createMailbox(4, () => {})
  const heard: string[] = []
  const [first, second] = [mailbox.squeeze(), mailbox.squeeze()]
  t.same([first.isFollowed, second.isFollowed], [true, false])
  second.onFollowed = () => void heard.push('second')
  mailbox.squeeze().onFollowed = () => void heard.push('third')
  t.same(heard, ['second'])
  for (const slot of [first, second]) slot.pass()
})

t.test('a turn behind one that has given up waits for the turns before it', async t => {
  const mailbox = createMailbox(4, () => {})
  const [first, second] = [mailbox.squeeze(), mailbox.squeeze()]
  second.release()
  t.ok(mailbox.squeeze().ahead)
  first.pass()
})

t.test('a full mailbox takes no turn until one leaves', async t => {
  const actors = createActors({ count: 4, mailboxMax: 1 })
  const running = actors.post(dialogA)
  t.ok(actors.post(dialogA), 'one waits besides the one that runs')
  t.equal(actors.post(dialogA), undefined)
  t.ok(actors.post(dialogB), 'another dialog is not concerned')
  running?.release()
  t.ok(actors.post(dialogA))
})

t.test("turns of another customer who knows a dialog's id take no place of its owner", async t => {
  const actors = createActors({ count: 4, mailboxMax: 1 })
  const stranger = { ...dialogA, owner: 'two' }
  t.ok(actors.post(stranger))
  t.ok(actors.post(stranger))
  t.equal(actors.post(stranger), undefined)
  t.equal(actors.post(dialogA)?.ahead, undefined, 'nor does the owner wait behind them')
  t.equal(actors.depth(), 3)
})

t.test('a turn that must go in takes its place in order, however full the mailbox is', async t => {
  const mailbox = createMailbox(1, () => {})
  const first = mailbox.post()
  const second = mailbox.squeeze()
  t.ok(second.ahead)
  t.equal(mailbox.post(), undefined)
  first?.pass()
  await second.ahead
  first?.release()
  second.release()
  t.equal(mailbox.size(), 0)
})

t.test('an empty mailbox leaves nothing behind', async t => {
  const actors = createActors({ count: 1, mailboxMax: 8 })
  const slots = [actors.post(dialogA), actors.post(dialogA), actors.post(dialogB)]
  t.equal(actors.depth(), 3)
  for (const slot of slots) slot?.release()
  for (const slot of slots) slot?.release()
  t.equal(actors.depth(), 0)
})

t.test('whatever the order of passing and leaving, turns enter in the order of posting', async t => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { minLength: 2, maxLength: 12 }), async picks => {
      const mailbox = createMailbox(picks.length, () => {})
      const slots = picks.map(() => mailbox.post() as Slot)
      const entered: number[] = []
      const waits = slots.map(async (slot, i) => {
        await slot.ahead
        entered.push(i)
        slot.pass()
      })
      const quitter = slots[(picks[0] ?? 0) % slots.length]
      quitter?.release()
      await Promise.all(waits)
      return entered.every((turn, i) => turn === i)
    }),
  )
  t.pass()
})

t.test('an actor index is stable and in range', async t => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{32}$/), fc.integer({ min: 1, max: 65_536 }), (id, count) => {
      const index = actorIndex(id, count)
      return index >= 0 && index < count && index === actorIndex(id, count)
    }),
  )
  t.pass()
})
