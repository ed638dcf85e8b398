// Which hits of a text stand in the audit one by one. Beyond a bound they are counted, so that a customer who sends
// hundreds of numbers does not push the entries of others out.

/** Hits of one question or one answer that have entries of their own. */
export const HITS_LISTED = 20

export interface ListedHits<H> {
  readonly listed: readonly H[]
  /** The others. */
  readonly more: number
}

/** Blocked terms come first: personal data in masses must not hide them. */
export function listHits<H extends { readonly action?: unknown }>(hits: readonly H[]): ListedHits<H> {
  if (hits.length <= HITS_LISTED) return { listed: hits, more: 0 }
  const isBlocked = ({ action }: H) => action !== undefined
  const ordered = [...hits.filter(isBlocked), ...hits.filter(hit => !isBlocked(hit))]
  return { listed: ordered.slice(0, HITS_LISTED), more: hits.length - HITS_LISTED }
}
