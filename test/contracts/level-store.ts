// What every backend of Board must do.
import type t from 'tap'
import type { LevelStore } from '../../src/ladder/level-store.js'
import { FRESH_MS } from '../../src/ladder/level-store.js'
import { wellSince } from '../../src/ladder/next-level.js'
import { quiet } from '../support/ladder/samples.js'

export interface BoardBench {
  readonly board: LevelStore
  /** Lets the board's time pass. */
  pass(ms: number): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'ok'>

export function boardContract(tap: Tap, make: (t: Tap) => Promise<BoardBench>): void {
  tap.test('who puts up a report reads it, and those of the others', async t => {
    const { board } = await make(t)
    await board.exchange('a', { ...quiet, turns: 1 })
    const { reports } = await board.exchange('b', { ...quiet, turns: 2 })
    t.same([...reports].sort(), [
      ['a', { ...quiet, turns: 1 }],
      ['b', { ...quiet, turns: 2 }],
    ])
  })

  tap.test('a newer report takes the place of the older one, and leaving takes it away', async t => {
    const { board } = await make(t)
    await board.exchange('a', quiet)
    await board.exchange('a', { ...quiet, calls: 9 })
    await board.exchange('b', quiet)
    await board.leave('b')
    const { reports } = await board.exchange('a', { ...quiet, calls: 9 })
    t.same([...reports], [['a', { ...quiet, calls: 9 }]])
  })

  tap.test('a report that is not renewed is forgotten', async t => {
    const { board, pass } = await make(t)
    await board.exchange('dead', quiet)
    await pass(FRESH_MS + 1)
    const { reports } = await board.exchange('a', quiet)
    t.same([...reports.keys()], ['a'])
  })

  tap.test('of two who move from the same state only one does', async t => {
    const { board } = await make(t)
    const first = await board.exchange('a', quiet)
    t.equal(first.state, undefined)
    t.equal(await board.move(first.stamp, wellSince(1)), true)
    t.equal(await board.move(first.stamp, wellSince(2)), false)
    const second = await board.exchange('a', quiet)
    t.same(second.state, wellSince(1))
    t.equal(await board.move(second.stamp, wellSince(3)), true)
  })

  tap.test("the board's time goes forward", async t => {
    const { board, pass } = await make(t)
    const { now } = await board.exchange('a', quiet)
    await pass(20)
    const later = (await board.exchange('a', quiet)).now
    t.ok(later >= now + 20, `${now} → ${later}`)
  })
}
