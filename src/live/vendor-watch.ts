// The last ten seconds of calls to each vendor: times of the slowest, and number of failures.
import type { CallReport } from '../llm/call.js'
import type { RecentLatency } from '../ops/recent-latency.js'
import { createCallWindows } from './call-windows.js'
import type { VendorFigures } from './report.js'

/** State of a vendor. */
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

/** More than a configuration names. */
const VENDORS_MAX = 8
/** Outcomes that are no failure of the vendor. */
const FINE: ReadonlySet<string> = new Set(['answered', 'declined', 'refused', 'aborted', 'deadline'])

export function createVendorWatch({ window }: VendorWatchDeps): VendorWatch {
  const windows = createCallWindows(window, VENDORS_MAX)
  return {
    called: ({ vendor, outcome, vendorMs }) => windows.record(vendor, vendorMs, !FINE.has(outcome)),
    figures: vendors =>
      vendors.map(({ vendor, breaker, queued }) => {
        const { p99_ms, errors } = windows.figures(vendor)
        return { name: vendor, p99_ms, errors, breaker: breaker.kind, queue: queued }
      }),
  }
}
