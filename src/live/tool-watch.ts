// The last ten seconds of calls to each of the shop's tools: time of the slowest, number of failures, and whether the
// breaker stopped the newest call.
import type { RecentLatency } from '../ops/recent-latency.js'
import { createCallWindows } from './call-windows.js'
import type { ToolFigures } from './report.js'

/** An ended call. */
export interface ToolSeen {
  readonly tool: { readonly name: string }
  readonly outcome: string
  /** Absent when the shop was not asked. */
  readonly ms?: number
}

export interface ToolWatch {
  called(call: ToolSeen): void
  /** Figures of the tools that were called lately or whose breaker is open. */
  figures(): ToolFigures[]
}

export interface ToolWatchDeps {
  /** Makes a window of ten seconds. */
  window(): RecentLatency
}

/** Most tools with figures, since an operator may change the file and its many names. */
const TOOLS_MAX = 100
const BREAKER = 'breaker'
/** Outcomes that are no failure of the shop. */
const FINE: ReadonlySet<string> = new Set(['ok', 'unknown-to-shop'])

export function createToolWatch({ window }: ToolWatchDeps): ToolWatch {
  const windows = createCallWindows(window, TOOLS_MAX)
  const open = new Set<string>()
  return {
    called({ tool: { name }, outcome, ms }) {
      if (ms !== undefined) {
        open.delete(name)
        windows.record(name, ms, !FINE.has(outcome))
      } else if (outcome === BREAKER && windows.has(name)) open.add(name)
    },
    figures() {
      for (const name of open) if (!windows.has(name)) open.delete(name)
      const all = windows
        .names()
        .map(name => ({ name, ...windows.figures(name), breaker: open.has(name) ? 'open' : 'closed' }))
      return all
        .filter(({ calls, breaker }) => calls > 0 || breaker === 'open')
        .map(({ calls: _, ...told }) => told)
    },
  }
}
