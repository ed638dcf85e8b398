// A page of the audit: filtered here, so that the store need not know the filter.
import type { Audit, AuditEntry } from './audit.js'

export type AuditFilter = Partial<
  Pick<AuditEntry, 'kind' | 'shop' | 'dialog' | 'customer' | 'by' | 'traceId'>
>

export interface AuditPage {
  readonly entries: readonly AuditEntry[]
  /** Where the next page begins; what was asked for when there was nothing. */
  readonly next: string
  /** There may be more now. */
  readonly hasMore: boolean
}

const LOOK = 500
/** Entries looked at for one page, so that a rare kind does not make one request read everything. */
const LOOK_MOST = 10_000

/** The first `limit` entries after `after` that fit, or fewer when the look ends before: `next` tells where. */
export async function readPage(
  audit: Pick<Audit, 'read'>,
  { after, limit }: { readonly after: string; readonly limit: number },
  filter: AuditFilter,
): Promise<AuditPage> {
  const wanted = Object.entries(filter) as [keyof AuditFilter, string][]
  const fits = (entry: AuditEntry) => wanted.every(([field, value]) => entry[field] === value)
  const entries: AuditEntry[] = []
  let next = after
  for (let looked = 0; looked < LOOK_MOST; looked += LOOK) {
    const some = await audit.read(next, LOOK)
    for (const entry of some) {
      next = entry.id
      if (fits(entry)) entries.push(entry)
      if (entries.length === limit) return { entries, next, hasMore: true }
    }
    if (some.length < LOOK) return { entries, next, hasMore: false }
  }
  return { entries, next, hasMore: true }
}
