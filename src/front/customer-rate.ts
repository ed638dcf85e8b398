// How often something may be done, counted for each customer in this process. The front says how often; the composition
// root makes it from the token buckets of the admission.
import { Problem } from '../problem.js'

/** Spends one of the customer's tokens; false when it has none. */
export type CustomerRate = (owner: string) => boolean

/** `perS` tokens come each second, at most `inARow` are kept. */
export type MakeCustomerRate = (perS: number, inARow: number) => CustomerRate

/** Spends one of the customer's tokens. Throws Problem 'rate-limited' when it has none. */
export function pay(mayAsk: CustomerRate, owner: string): void {
  if (!mayAsk(owner)) throw new Problem('rate-limited', { retryAfterS: 1 })
}
