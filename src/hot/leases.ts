// The cluster's part of single flight: a lease says which process asks a question, messages carry the answer.
// Memory and Redis backends pass test/contracts/leases.ts.

export interface FlightMessage {
  /** `want`: tell me how it ends. `landed`: the answer. `failed`: there is none, take the lease. */
  readonly kind: 'want' | 'landed' | 'failed'
  readonly key: string
  /** With `landed`. */
  readonly text?: string
}

export interface Leases {
  /** Takes the lease, or names the process that holds it; it is this one when the lease is ours, now or still.
   *  Throws Problem 'store-away'. */
  acquire(key: string): Promise<string>
  /** Lengthens a lease that is ours. */
  renew(key: string): Promise<void>
  /** Gives a lease that is ours back. */
  release(key: string): Promise<void>
  /** Sends to another process; the message may be lost. */
  send(to: string, message: FlightMessage): Promise<void>
  /** Hands over what is sent to this process. */
  listen(listener: (from: string, message: FlightMessage) => void): void
}

/** The leases as the process of this incarnation sees them. */
export type JoinLeases = (processId: string) => Leases

/** A process loses its leases this long after its last sign of life. */
export const LEASE_MS = 1_000
export const KEEP_MS = 400
