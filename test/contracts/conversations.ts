// Behaviour that every backend of Conversations must show. `join` gives one process's view of the same store.
import type { Test } from 'tap'
import type { Conversations } from '../../src/dialog/follow/conversations.js'
import { DIALOGS_KEPT, MARKS_KEPT } from '../../src/dialog/follow/conversations.js'

export interface ConversationStore {
  join(): Conversations
  /** Lets the time to live pass. */
  expire(): Promise<void>
}

export const ttlMs = 60_000
const [one, two] = ['1'.repeat(32), '2'.repeat(32)]
const [ann, bob] = [{ owner: 'ann' }, { owner: 'bob' }]
const markOf = (n: number) => `${n}`.padStart(12, '0')
const [a, b, c] = [markOf(1), markOf(2), markOf(3)]

export function conversationsContract(t: Test, make: () => Promise<ConversationStore>): void {
  t.test('a dialog is found by what its customer asked in it, and by no other customer', async t => {
    const conversations = (await make()).join()
    t.equal(await conversations.find(ann, [a]), undefined)
    await conversations.remember(ann, one, a)
    await conversations.remember(ann, two, b)
    t.equal(await conversations.find(ann, [a]), one)
    t.equal(await conversations.find(ann, [b]), two)
    t.equal(await conversations.find(ann, [c]), undefined)
    t.equal(await conversations.find(ann, []), undefined)
    t.equal(await conversations.find(bob, [a]), undefined)
  })

  t.test(
    'of two dialogs with the same question the one with the longer run is found, else the newest',
    async t => {
      const conversations = (await make()).join()
      for (const mark of [a, b]) await conversations.remember(ann, one, mark)
      await conversations.remember(ann, two, a)
      t.equal(await conversations.find(ann, [a, b]), one)
      t.equal(await conversations.find(ann, [a]), two)
    },
  )

  t.test('what is kept of a customer is bounded: the newest dialogs and the newest questions', async t => {
    const conversations = (await make()).join()
    for (let i = 0; i <= MARKS_KEPT; i++) await conversations.remember(ann, one, markOf(100 + i))
    t.equal(await conversations.find(ann, [markOf(100)]), undefined, 'the oldest question')
    t.equal(await conversations.find(ann, [markOf(100 + MARKS_KEPT)]), one)
    for (let i = 2; i <= DIALOGS_KEPT; i++)
      await conversations.remember(ann, `${i}`.repeat(32), markOf(200 + i))
    await conversations.remember(ann, one, c)
    await conversations.remember(ann, 'e'.repeat(32), markOf(300))
    t.equal(await conversations.find(ann, [markOf(202)]), undefined, 'the dialog that was left longest ago')
    t.equal(await conversations.find(ann, [markOf(203)]), '3'.repeat(32))
    t.equal(await conversations.find(ann, [c]), one, 'one that goes on stays')
  })

  t.test('a forgotten one is not found; with a dialog only that one is forgotten', async t => {
    const conversations = (await make()).join()
    await conversations.remember(ann, one, a)
    await conversations.remember(ann, two, b)
    await conversations.remember(bob, one, a)
    await conversations.erase(ann, one)
    t.equal(await conversations.find(ann, [a]), undefined)
    t.equal(await conversations.find(ann, [b]), two)
    t.equal(await conversations.find(bob, [a]), one)
    await conversations.erase(ann)
    t.equal(await conversations.find(ann, [b]), undefined)
    await conversations.remember(ann, one, a)
    t.equal(await conversations.find(ann, [a]), one, 'and can be noted again')
  })

  t.test('it is found no longer than the dialog lives', async t => {
    const store = await make()
    const conversations = store.join()
    await conversations.remember(ann, one, a)
    await store.expire()
    t.equal(await conversations.find(ann, [a]), undefined)
  })
}
