// Behaviour that every backend of CountedSeconds must show.
import type t from 'tap'
import type { CountedSeconds } from '../../src/ops/counted-seconds.js'

type Tap = Pick<typeof t, 'test' | 'equal' | 'same'>

export function countedSecondsContract(
  tap: Tap,
  make: (t: Tap) => Promise<(process: string) => CountedSeconds>,
): void {
  tap.test(
    'of all processes that ask to count a second one is first, and still is when it asks again',
    async t => {
      const join = await make(t)
      const all = ['a', 'b', 'c'].map(join)
      const won = await Promise.all(all.map(each => each.isFirst(100)))
      t.equal(won.filter(Boolean).length, 1)
      t.same(await Promise.all(all.map(each => each.isFirst(100))), won)
    },
  )

  tap.test('each second is counted for itself', async t => {
    const join = await make(t)
    t.equal(await join('a').isFirst(7), true)
    t.equal(await join('b').isFirst(8), true)
    t.equal(await join('b').isFirst(7), false)
  })
}
