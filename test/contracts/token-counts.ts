// Behaviour that every backend of TokenCounts must show. `make` gives two processes on one store.
import type t from 'tap'
import type { TokenCounts } from '../../src/ladder/token-counts.js'

type Tap = Pick<typeof t, 'test' | 'same'>

const batch = (number: number, tokens: Readonly<Record<string, number>>) => ({
  number,
  tokens: new Map(Object.entries(tokens)),
})

export function tokenCountsContract(
  tap: Tap,
  make: () => Promise<readonly [TokenCounts, TokenCounts]>,
): void {
  tap.test('processes add to one sum a shop, and read those that they ask for', async t => {
    const [one, other] = await make()
    const sums = async (counts: TokenCounts, ...asked: Parameters<typeof batch>) =>
      Object.fromEntries(await counts.exchange(batch(...asked)))
    t.same(await sums(one, 1, { a: 100, 'b c}': 7 }), { a: 100, 'b c}': 7 })
    t.same(await sums(other, 1, { a: 50, none: 0 }), { a: 150, none: 0 })
    t.same(await sums(one, 2, { 'b c}': 0 }), { 'b c}': 7 })
    t.same(await sums(one, 3, {}), {})
  })

  tap.test('a batch that comes again adds nothing', async t => {
    const [one, other] = await make()
    const again = batch(4, { a: 100 })
    await one.exchange(again)
    t.same([...(await one.exchange(again))], [['a', 100]])
    t.same([...(await other.exchange(batch(1, { a: 1 })))], [['a', 101]])
  })
}
