// What every backend of SecondClaims must do.
import type t from 'tap'
import type { SecondClaims } from '../../src/ops/second-claims.js'

type Tap = Pick<typeof t, 'test' | 'equal' | 'same'>

export function secondClaimsContract(
  tap: Tap,
  make: (t: Tap) => Promise<(process: string) => SecondClaims>,
): void {
  tap.test(
    'of all processes that claim a second one gets it, and still has it when it asks again',
    async t => {
      const join = await make(t)
      const claims = ['a', 'b', 'c'].map(join)
      const won = await Promise.all(claims.map(each => each.claim(100)))
      t.equal(won.filter(Boolean).length, 1)
      t.same(await Promise.all(claims.map(each => each.claim(100))), won)
    },
  )

  tap.test('each second is claimed for itself', async t => {
    const join = await make(t)
    t.equal(await join('a').claim(7), true)
    t.equal(await join('b').claim(8), true)
    t.equal(await join('b').claim(7), false)
  })
}
