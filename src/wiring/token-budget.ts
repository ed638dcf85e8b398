// Builds the shops' daily budgets of the vendor's tokens.
import type { Config } from '../config/config.js'
import { createTokenBudget, noTokenBudget, type TokenBudget } from '../ladder/token-budget.js'
import type { Log } from '../ops/log.js'
import type { State } from './state.js'

export interface TokenBudgetWiringDeps {
  readonly state: Pick<State, 'tokenCounts'>
  readonly log: Pick<Log, 'warn'>
}

const EXCHANGE_MS = 500

export function buildTokenBudget(
  { tokensPerDay: perDay }: Config,
  { state, log }: TokenBudgetWiringDeps,
): TokenBudget {
  if (perDay === 0) return noTokenBudget
  return createTokenBudget(
    {
      counts: state.tokenCounts,
      onLevel: (shop, level) =>
        log.warn({ shop, level }, 'the level of a shop has changed by TOKENS_PER_DAY'),
      onError: err => log.warn({ err }, 'tokens not counted for the cluster'),
    },
    { perDay, exchangeMs: EXCHANGE_MS },
  )
}
