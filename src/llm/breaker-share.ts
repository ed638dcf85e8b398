// News of breakers between the processes of a cluster. A breaker counts alone; opening, closing and who
// may probe are shared. Memory and Redis backends pass test/contracts/breaker-share.ts.

/** A message between processes. Times are lengths, because clocks differ. */
export type BreakerNews = { readonly kind: 'open'; readonly forMs: number } | { readonly kind: 'closed' }

/** One breaker's way to the other processes. Neither opening nor a success waits for it. */
export interface BreakerShare {
  /** Tells the others. Returns at once and never throws. */
  announce(news: BreakerNews): void
  /** Whether this process may send the probe: one owner in the cluster, who may ask again. Rejects when the cluster
   *  cannot be asked; the process then decides for itself. */
  tryProbe(): Promise<boolean>
  /** Hands over what the others announce from now on, and what is in force already; its own news may come back. */
  listen(onNews: (news: BreakerNews) => void): void
}

/** The breakers of this process, shared with those of the same name in the others. */
export interface BreakerShares {
  share(name: string): BreakerShare
  close(): Promise<void>
}

/** Of the process of this incarnation. */
export type JoinBreakers = (processId: string) => BreakerShares

/** Added to the longest call: an owner that has not ended its probe by then has died, and another may probe. */
export const PROBE_GRACE_MS = 1_000
