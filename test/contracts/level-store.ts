// Behaviour that every backend of LevelStore must show.
import type t from 'tap'
import type { LevelStore } from '../../src/ladder/level-store.js'
import { FRESH_MS } from '../../src/ladder/level-store.js'
import { wellSince } from '../../src/ladder/next-level.js'
import { quiet } from '../support/ladder/samples.js'

export interface BoardBench {
  readonly levelStore: LevelStore
  /** Lets the board's time pass. */
  pass(ms: number): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'ok'>

export function boardContract(tap: Tap, make: (t: Tap) => Promise<BoardBench>): void {
  tap.test('who puts up a report reads it, and those of the others', async t => {
    const { levelStore } = await make(t)
    await levelStore.exchange('a', { ...quiet, turns: 1 })
    const { reports } = await levelStore.exchange('b', { ...quiet, turns: 2 })
    t.same([...reports].sort(), [
      ['a', { ...quiet, turns: 1 }],
      ['b', { ...quiet, turns: 2 }],
    ])
  })

  tap.test('a newer report takes the place of the older one, and leaving takes it away', async t => {
    const { levelStore } = await make(t)
    await levelStore.exchange('a', quiet)
    await levelStore.exchange('a', { ...quiet, calls: 9 })
    await levelStore.exchange('b', quiet)
    await levelStore.remove('b')
    const { reports } = await levelStore.exchange('a', { ...quiet, calls: 9 })
    t.same([...reports], [['a', { ...quiet, calls: 9 }]])
  })

  tap.test('a report that is not renewed is forgotten', async t => {
    const { levelStore, pass } = await make(t)
    await levelStore.exchange('dead', quiet)
    await pass(FRESH_MS + 1)
    const { reports } = await levelStore.exchange('a', quiet)
    t.same([...reports.keys()], ['a'])
  })

  tap.test('of two who move from the same state only one does', async t => {
    const { levelStore } = await make(t)
    const first = await levelStore.exchange('a', quiet)
    t.equal(first.state, undefined)
    t.equal(await levelStore.move(first.stamp, wellSince(1)), true)
    t.equal(await levelStore.move(first.stamp, wellSince(2)), false)
    const second = await levelStore.exchange('a', quiet)
    t.same(second.state, wellSince(1))
    t.equal(await levelStore.move(second.stamp, wellSince(3)), true)
  })

  tap.test("the board's time goes forward", async t => {
    const { levelStore, pass } = await make(t)
    const { now } = await levelStore.exchange('a', quiet)
    await pass(20)
    const later = (await levelStore.exchange('a', quiet)).now
    t.ok(later >= now + 20, `${now} → ${later}`)
  })
}
