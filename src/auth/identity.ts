// Who a verified token speaks for.

export type Role = 'customer' | 'seat' | 'admin'

export interface Identity {
  readonly role: Role
  /** The token's `sub`. */
  readonly uid: string
  /** Keyed hash of `uid` (hex): what stores, logs and traces see instead of it. */
  readonly owner: string
  /** The `shop` claim, `main` by default: answers are never shared across shops. */
  readonly shop: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}
