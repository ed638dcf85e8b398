// A page of the audit: its streams as one, by time, filtered here, so that the store need not know the filter.
import { type Audit, type AuditEntry, auditStreams, type PerStream } from './audit.js'

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

/** The first `limit` entries that fit after `after` (one position or time for all streams, or one for each, joined by dots), or fewer when the look ends before: `next` tells where. */
export async function readPage(
  streams: PerStream<Pick<Audit, 'read'>>,
  { after, limit }: { readonly after: string; readonly limit: number },
  filter: AuditFilter,
): Promise<AuditPage> {
  const wanted = Object.entries(filter) as [keyof AuditFilter, string][]
  const fits = (entry: AuditEntry) => wanted.every(([field, value]) => entry[field] === value)
  const positions = after.includes('.') ? after.split('.') : auditStreams.map(() => after)
  const readers = auditStreams.map((name, i) => createReader(name, streams[name], positions[i] ?? ''))
  const entries: AuditEntry[] = []
  const page = (hasMore: boolean): AuditPage => {
    const isMoved = readers.some((reader, i) => reader.position() !== positions[i])
    return { entries, next: isMoved ? readers.map(reader => reader.position()).join('.') : after, hasMore }
  }
  for (let looked = 0; looked < LOOK_MOST; looked++) {
    if (readers.some(reader => reader.isEmpty())) await Promise.all(readers.map(reader => reader.fill()))
    const oldest = readers.reduce((one, other) => (isBefore(other.head(), one.head()) ? other : one))
    const entry = oldest.next()
    if (entry === undefined) return page(false)
    if (fits(entry)) entries.push(entry)
    if (entries.length === limit) return page(true)
  }
  return page(true)
}

/** A stream from a position on, read piece by piece. */
function createReader(name: string, stream: Pick<Audit, 'read'>, from: string) {
  let position = from
  let piece: readonly AuditEntry[] = []
  let taken = 0
  let isLast = false
  const isEmpty = () => taken === piece.length && !isLast
  return {
    position: () => position,
    head: () => piece[taken],
    /** There may be more to read. */
    isEmpty,
    async fill(): Promise<void> {
      if (!isEmpty()) return
      piece = await stream.read(position, LOOK)
      taken = 0
      isLast = piece.length < LOOK
    },
    /** Two streams may have an entry of one id each, so a reader is told the stream with it. */
    next(): AuditEntry | undefined {
      const entry = piece[taken]
      if (entry === undefined) return undefined
      taken++
      position = entry.id
      return { ...entry, id: `${name}:${entry.id}` }
    },
  }
}

function isBefore(one: AuditEntry | undefined, other: AuditEntry | undefined): boolean {
  if (one === undefined || other === undefined) return other === undefined && one !== undefined
  const [ms = 0, number = 0] = one.id.split('-').map(Number)
  const [otherMs = 0, otherNumber = 0] = other.id.split('-').map(Number)
  return ms === otherMs ? number < otherNumber : ms < otherMs
}
