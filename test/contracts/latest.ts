// What every LatestDialog must do. `join` gives one process's view of the same store.
import type { Test } from 'tap'
import type { LatestDialog } from '../../src/front/ports.js'

export interface LatestStore {
  join(): LatestDialog
  /** Lets the time to live pass. */
  expire(): Promise<void>
}

export const ttlMs = 60_000
const [one, two] = ['1'.repeat(32), '2'.repeat(32)]
const [ann, bob] = [{ owner: 'ann' }, { owner: 'bob' }]
const yes = async () => true

export function latestContract(t: Test, make: () => Promise<LatestStore>): void {
  t.test('the latest dialog of a customer is found, and no other customer has it', async t => {
    const latest = (await make()).join()
    t.equal(await latest.find(ann, yes), undefined)
    await latest.note(ann, one)
    t.equal(await latest.find(ann, yes), one)
    t.equal(await latest.find(bob, yes), undefined)
    await latest.note(ann, two)
    t.equal(await latest.find(ann, yes), two)
  })

  t.test('one that is not meant is not found, and no older one is asked about', async t => {
    const latest = (await make()).join()
    await latest.note(ann, one)
    await latest.note(ann, two)
    t.equal(await latest.find(ann, async dialogId => dialogId === one), undefined)
  })

  t.test('a forgotten one is not found; with a dialog only that one is forgotten', async t => {
    const latest = (await make()).join()
    await latest.note(ann, one)
    await latest.note(bob, one)
    await latest.forget(ann, two)
    t.equal(await latest.find(ann, yes), one)
    await latest.forget(ann, one)
    t.equal(await latest.find(ann, yes), undefined)
    t.equal(await latest.find(bob, yes), one)
    await latest.forget(bob)
    t.equal(await latest.find(bob, yes), undefined)
    await latest.note(ann, one)
    t.equal(await latest.find(ann, yes), one, 'and can be noted again')
  })

  t.test('it is found no longer than the dialog lives', async t => {
    const store = await make()
    const latest = store.join()
    await latest.note(ann, one)
    await store.expire()
    t.equal(await latest.find(ann, yes), undefined)
  })
}
