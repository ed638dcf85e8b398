// Behaviour that every backend of ClusterChanges must show.
import type t from 'tap'
import {
  CHANGES_KEPT,
  type Change,
  type ClusterChanges,
  changeId,
  isAfter,
  SAME_MS,
} from '../../src/live/changes.js'

export interface ChangesBench {
  readonly changes: ClusterChanges
  /** Ends the time in which changes with equal names count once. */
  forgetNames(): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'ok' | 'match'>

const changeOf = (to: number): Change => ({ kind: 'level', by: 'ladder', from: 0, to, why: '测试 "a"\nb' })

export function changesContract(tap: Tap, make: (t: Tap) => Promise<ChangesBench>): void {
  tap.test('changes are read in their order, after any of them', async t => {
    const { changes } = await make(t)
    t.equal(await changes.newest(), '')
    t.same(await changes.after(''), [])
    for (const to of [1, 2, 3]) await changes.add(changeOf(to), `n${to}`)
    const all = await changes.after('')
    t.same(
      all.map(({ id, ...change }) => change),
      [1, 2, 3].map(changeOf),
    )
    for (const { id } of all) t.match(id, changeId)
    t.ok(isAfter(all[1]?.id ?? '', all[0]?.id ?? ''))
    t.equal(await changes.newest(), all[2]?.id)
    t.same(await changes.after(all[0]?.id ?? ''), all.slice(1))
    t.same(await changes.after(all[2]?.id ?? ''), [])
  })

  tap.test(
    'a change that several processes see under one name is kept once, until it happens again',
    async t => {
      const { changes, forgetNames } = await make(t)
      await changes.add(changeOf(1), 'same')
      await changes.add(changeOf(2), 'same')
      t.equal((await changes.after('')).length, 1)
      await forgetNames()
      await changes.add(changeOf(3), 'same')
      t.equal((await changes.after('')).length, 2)
      t.ok(SAME_MS > 0)
    },
  )

  tap.test('the newest thousand are kept', async t => {
    const { changes } = await make(t)
    for (let to = 0; to < CHANGES_KEPT + 5; to++) await changes.add(changeOf(to), `n${to}`)
    const all = await changes.after('')
    t.equal(all.length, CHANGES_KEPT)
    t.equal(all[0]?.to, 5)
  })
}
