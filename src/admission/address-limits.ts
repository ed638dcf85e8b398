// How much one client address may do in this process, for all customers behind it together.
import type { Clock } from '../clock.js'
import type { Addresses } from './addresses.js'
import { bucketRule } from './bucket.js'
import { createCustomerBuckets } from './customer-buckets.js'

/** 0: no limit. */
export interface AddressRules {
  /** WebSockets, streams and requests under way at a time. */
  readonly open: number
  /** Requests, and new connections, a second; as many may come at once. */
  readonly ratePerS: number
}

export interface AddressLimits {
  /** A connection was accepted. False: its address has opened too many of late, and it must go. The connections of
   *  trusted proxies carry many clients and are not counted. */
  connects(peer: ArrayBuffer): boolean
  /** A request or an upgrade has come in. `leave` is to be called once, when it or its WebSocket is over. */
  admit(peer: ArrayBuffer, forwardedFor: string | undefined): Entered
}

export type Entered =
  | { readonly ok: true; readonly release: (() => void) | undefined }
  | { readonly ok: false; readonly retryAfterS: number }

export interface AddressLimitDeps {
  readonly addresses: Addresses
  /** A clock that never jumps. */
  readonly steady: Clock
}

/** Addresses whose rates are remembered; a forgotten one has its whole rate again. */
const ADDRESSES = 65_536

const free: Entered = { ok: true, release: undefined }
const refused: Entered = { ok: false, retryAfterS: 1 }

export function createAddressLimits(
  { addresses, steady }: AddressLimitDeps,
  { open, ratePerS }: AddressRules,
): AddressLimits {
  const rule = bucketRule(ratePerS, ratePerS)
  const requests = createCustomerBuckets(rule, ADDRESSES)
  const connections = createCustomerBuckets(rule, ADDRESSES)
  const inside = new Map<string, number>()

  const isTooFast = (buckets: typeof requests, client: string) =>
    ratePerS > 0 && buckets.spend(client, steady.now()) < 0

  const release = (client: string): void => {
    const left = (inside.get(client) ?? 0) - 1
    if (left > 0) inside.set(client, left)
    else inside.delete(client)
  }

  return {
    connects(peer) {
      const client = addresses.clientOf(peer, undefined)
      return client === undefined || !isTooFast(connections, client)
    },
    admit(peer, forwardedFor) {
      const client = addresses.clientOf(peer, forwardedFor)
      if (client === undefined) return free
      if (isTooFast(requests, client)) return refused
      if (open === 0) return free
      const before = inside.get(client) ?? 0
      if (before >= open) return refused
      inside.set(client, before + 1)
      return { ok: true, release: () => release(client) }
    },
  }
}
