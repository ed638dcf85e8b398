// The last ten seconds of calls to each vendor: how long the slowest took and how many failed.
import type { CallReport } from '../llm/call.js'
import type { RecentLatency } from '../ops/recent-latency.js'
import type { VendorFigures } from './report.js'

/** How a vendor stands. */
export interface VendorStanding {
  readonly vendor: string
  readonly breaker: { readonly kind: string }
  readonly queued: number
}

export interface VendorWatch {
  called(call: CallReport): void
  figures(vendors: readonly VendorStanding[]): VendorFigures[]
}

export interface VendorWatchDeps {
  /** Makes a window of ten seconds. */
  window(): RecentLatency
}

/** The vendor did its part: it answered, or declined this prompt. */
const FINE: ReadonlySet<string> = new Set(['answered', 'declined', 'refused', 'aborted', 'deadline'])

export function createVendorWatch({ window }: VendorWatchDeps): VendorWatch {
  const windows = new Map<string, { readonly all: RecentLatency; readonly failed: RecentLatency }>()
  const of = (vendor: string) => {
    const known = windows.get(vendor) ?? { all: window(), failed: window() }
    windows.set(vendor, known)
    return known
  }
  return {
    called({ vendor, outcome, vendorMs }) {
      const { all, failed } = of(vendor)
      all.record(vendorMs)
      if (!FINE.has(outcome)) failed.record(vendorMs)
    },
    figures: vendors =>
      vendors.map(({ vendor, breaker, queued }) => ({
        name: vendor,
        p99_ms: Math.round(of(vendor).all.p99()),
        errors: Math.round(of(vendor).failed.perSecond() * 10),
        breaker: breaker.kind,
        queue: queued,
      })),
  }
}
