// The contract of a rate that the whole cluster shares. Backends: memory (one process alone) and Redis.

export interface Quota {
  /** Takes one token if there is one. Synchronous and cheap: it stands on the way of every turn. */
  spend(): boolean
  /** Takes a token for a turn of somebody else, if more than `kept` are left for those whose bucket it is. */
  lend(kept: number): boolean
  /** Whole tokens that the cluster has left, as far as this process knows. */
  left(): number
  close(): Promise<void>
}

/** Shared quotas: turns, turns that a lookup answers, or the turns of one shop. */
export type QuotaName = 'turns' | 'cheap' | `turns:${string}`

export interface QuotaRule {
  /** Above 0; where there is no limit, `unlimited` is the quota. */
  readonly ratePerS: number
  readonly burst: number
}

export const unlimited: Quota = {
  spend: () => true,
  lend: () => true,
  left: () => Number.POSITIVE_INFINITY,
  close: async () => {},
}
