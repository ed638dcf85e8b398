// A shop's daily tokens, and the level to which they raise it.
import t from 'tap'
import { type BudgetLevel, createTokenBudget } from '../../src/ladder/token-budget.js'
import type { TokenBatch, TokenCounts } from '../../src/ladder/token-counts.js'
import { createMemoryTokenCounts } from '../../src/ladder/token-counts.memory.js'
import { fakeClock } from '../support/dialog/fake-time.js'

const NEVER_MS = 3_600_000

function budgetOver(
  counts: TokenCounts,
  t: { teardown(run: () => Promise<void>): void },
  exchangeMs = NEVER_MS,
) {
  const moves: [string, BudgetLevel][] = []
  const errors: unknown[] = []
  const budget = createTokenBudget(
    {
      counts,
      onLevel: (shop, level) => moves.push([shop, level]),
      onError: error => errors.push(error),
    },
    { perDay: 1_000, exchangeMs },
  )
  t.teardown(() => budget.close())
  return { ...budget, moves, errors }
}

t.test('80 % make a shop lean, 100 % leave it to its FAQ, and no other shop is concerned', async t => {
  const { spent, level, moves } = budgetOver(createMemoryTokenCounts(fakeClock())('one'), t)
  spent('a', 799)
  t.equal(level('a'), 0)
  spent('a', 1)
  t.equal(level('a'), 1)
  spent('a', 200)
  t.equal(level('a'), 2)
  t.equal(level('b'), 0)
  t.same(moves, [
    ['a', 1],
    ['a', 2],
  ])
})

t.test('processes count together, and a new day gives the level back', async t => {
  const clock = fakeClock(Date.UTC(2026, 10, 11, 15, 59))
  const countsOf = createMemoryTokenCounts(clock)
  const one = budgetOver(countsOf('one'), t)
  one.spent('a', 600)
  await one.close()
  const other = budgetOver(countsOf('other'), t, 1)
  other.spent('a', 500)
  await until(() => other.level('a') === 2)
  clock.move(60_000)
  await until(() => other.level('a') === 0)
  t.same(other.moves, [
    ['a', 2],
    ['a', 0],
  ])
})

t.test('what the store did not take is told again as it was, and still counts here', async t => {
  const batches: TokenBatch[] = []
  let isAway = true
  const store = createMemoryTokenCounts(fakeClock())('one')
  const counts: TokenCounts = {
    async exchange(batch) {
      batches.push(batch)
      if (isAway) throw new Error('away')
      return store.exchange(batch)
    },
  }
  const { spent, level, close, errors } = budgetOver(counts, t)
  spent('a', 900)
  await close()
  spent('a', 50)
  isAway = false
  await close()
  await close()
  t.equal(errors.length, 1)
  t.same(
    batches.map(({ number, tokens }) => [number, tokens.get('a')]),
    [
      [1, 900],
      [1, 900],
      [2, 50],
    ],
  )
  t.equal(level('a'), 1)
})

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 2))
}
