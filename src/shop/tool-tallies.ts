// Counts the calls of each tool of the shop by outcome and time, for this process and for operators. The metrics for
// Prometheus are counted in ops/.
import type { ToolCallRecord, ToolOutcome } from './tool-caller.js'

/** JSON values, since processes send their tallies to each other. */
export interface ToolTally {
  /** By outcome. */
  readonly calls: Readonly<Partial<Record<ToolOutcome, number>>>
  /** Milliseconds of all calls that reached the shop. */
  readonly sumMs: number
  /** Number of those calls by the first bound of TALLY_BOUNDS_MS that they kept; the last place counts slower ones. */
  readonly within: readonly number[]
}

export interface ToolTallies {
  add(call: Pick<ToolCallRecord, 'tool' | 'outcome' | 'ms'>): void
  of(tool: ToolCallRecord['tool']): ToolTally
}

export const TALLY_BOUNDS_MS = [10, 25, 50, 100, 200, 300, 500, 1_000, 2_000, 5_000]

const nothingCounted: ToolTally = { calls: {}, sumMs: 0, within: TALLY_BOUNDS_MS.map(() => 0).concat(0) }

export function createToolTallies(): ToolTallies {
  // The map has one entry for each tool that was ever in the file.
  const tallies = new Map<string, ToolTally>()
  const keyOf = ({ shop, name }: ToolCallRecord['tool']) => JSON.stringify([shop, name])
  const of = (tool: ToolCallRecord['tool']) => tallies.get(keyOf(tool)) ?? nothingCounted

  return {
    of,
    add({ tool, outcome, ms }) {
      const { calls, sumMs, within } = of(tool)
      const place = ms === undefined ? -1 : TALLY_BOUNDS_MS.findIndex(bound => ms <= bound)
      const bucket = ms !== undefined && place === -1 ? TALLY_BOUNDS_MS.length : place
      tallies.set(keyOf(tool), {
        calls: { ...calls, [outcome]: (calls[outcome] ?? 0) + 1 },
        sumMs: sumMs + (ms ?? 0),
        within: within.map((count, at) => count + Number(at === bucket)),
      })
    },
  }
}
