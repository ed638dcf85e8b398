// A shop's budget of the vendor's tokens for a day (TOKENS_PER_DAY), as a signal that raises the level of that shop
// alone: from 80 % on it is lean, from 100 % on its FAQ answers. All processes count together; between two exchanges
// each adds its own to what it last heard.
import { repeat } from '../timers.js'
import type { TokenCounts } from './token-counts.js'

/** The levels to which a budget may raise a shop. */
export type BudgetLevel = 0 | 1 | 2

export interface TokenBudget {
  spent(shop: string, tokens: number): void
  level(shop: string): BudgetLevel
  close(): Promise<void>
}

export interface TokenBudgetDeps {
  readonly counts: TokenCounts
  /** A shop's level has changed. */
  onLevel(shop: string, level: BudgetLevel): void
  onError(error: unknown): void
}

export interface TokenBudgetLimits {
  readonly perDay: number
  readonly exchangeMs: number
}

/** Shops that are asked for at each exchange: those that were last served. */
const SHOPS = 1_000
const LEAN = 0.8

/** A shop as this process knows it. */
interface Spending {
  /** All processes', as last heard. */
  sum: number
  /** Ours, not yet added to it. */
  own: number
  level: BudgetLevel
}

export function createTokenBudget(
  deps: TokenBudgetDeps,
  { perDay, exchangeMs }: TokenBudgetLimits,
): TokenBudget {
  const shops = new Map<string, Spending>()
  let number = 0
  /** Counts sent and not acknowledged: they are sent again as they were, to count once. */
  let sent: ReadonlyMap<string, number> | undefined

  function spendingOf(shop: string): Spending {
    const spending = shops.get(shop) ?? { sum: 0, own: 0, level: 0 }
    // Behind all others: the one that was served longest ago goes first.
    shops.delete(shop)
    shops.set(shop, spending)
    return spending
  }

  function judge(shop: string, spending: Spending): void {
    const level = levelAt(spending.sum + spending.own, perDay)
    if (level === spending.level) return
    spending.level = level
    deps.onLevel(shop, level)
  }

  /** Shops beyond the bound go when nothing of theirs is still to be added. */
  function forgetOldest(): void {
    for (const [shop, { own }] of shops) {
      if (shops.size <= SHOPS) return
      if (own === 0) shops.delete(shop)
    }
  }

  async function exchange(): Promise<void> {
    if (sent === undefined) {
      number++
      sent = new Map(Array.from(shops, ([shop, { own }]) => [shop, own]))
    }
    if (sent.size === 0) {
      sent = undefined
      return
    }
    const sums = await deps.counts.exchange({ number, tokens: sent })
    for (const [shop, sum] of sums) {
      const spending = shops.get(shop)
      if (spending === undefined) continue
      spending.sum = sum
      spending.own -= sent.get(shop) ?? 0
      judge(shop, spending)
    }
    sent = undefined
    forgetOldest()
  }

  const exchanging = repeat(() => exchange().catch(deps.onError), exchangeMs)

  return {
    spent(shop, tokens) {
      const spending = spendingOf(shop)
      spending.own += tokens
      judge(shop, spending)
    },
    level: shop => spendingOf(shop).level,
    async close() {
      await exchanging.close()
      await exchange().catch(deps.onError)
    },
  }
}

/** Without TOKENS_PER_DAY. */
export const noTokenBudget: TokenBudget = {
  spent: () => undefined,
  level: () => 0,
  close: async () => undefined,
}

function levelAt(tokens: number, perDay: number): BudgetLevel {
  if (tokens >= perDay) return 2
  return tokens >= perDay * LEAN ? 1 : 0
}
