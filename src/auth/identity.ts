// Identities of verified tokens.

import type { Language } from '../language.js'

export type Role = 'customer' | 'seat' | 'admin'

/** The `shop` claim of an admin of all shops. */
export const EVERY_SHOP = '*'
/** The shop of tokens that name none. */
export const MAIN_SHOP = 'main'

export interface Identity {
  readonly role: Role
  /** The token's `sub`. */
  readonly uid: string
  /** Keyed hash of `shop` and `uid` (hex): what stores, logs and traces see instead of it. */
  readonly owner: string
  /** The `shop` claim, `main` by default: answers are never shared across shops. */
  readonly shop: string
  /** The shop's language, where SHOPS_FILE names one. */
  readonly language?: Language | undefined
  /** May change what concerns all shops: an admin of `*`, and one whose token names no shop, as where there is one shop. */
  readonly isOfAllShops?: boolean | undefined
  /** Epoch milliseconds. */
  readonly expiresAt: number
  /** The shop's own pseudonym for the customer. */
  readonly ref?: string | undefined
  /** The customer is served by people before others: the shop's `care` claim. */
  readonly needsCare?: boolean | undefined
  /** Claims of a seat's token about the person; those it lacks have defaults. */
  readonly seat?: SeatClaims | undefined
}

export interface SeatClaims {
  /** Shown to customers. */
  readonly name?: string | undefined
  readonly skills: readonly string[]
  /** Dialogs that the seat may hold. */
  readonly capacity?: number | undefined
}
