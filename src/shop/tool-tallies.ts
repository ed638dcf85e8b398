// How calls of the shop's tools have ended, by tool, as this process counts them for operators. What Prometheus gets is
// counted in ops/.
import type { ToolCallRecord, ToolOutcome } from './tool-caller.js'

/** JSON values: processes tell each other. */
export interface ToolTally {
  /** By outcome. */
  readonly calls: Readonly<Partial<Record<ToolOutcome, number>>>
  /** Milliseconds of all calls that reached the shop. */
  readonly sumMs: number
  /** Those calls by the first bound of TALLY_BOUNDS_MS that they kept; the last place is for slower ones. */
  readonly within: readonly number[]
}

export interface ToolTallies {
  add(call: Pick<ToolCallRecord, 'tool' | 'outcome' | 'ms'>): void
  of(tool: ToolCallRecord['tool']): ToolTally
}

export const TALLY_BOUNDS_MS = [10, 25, 50, 100, 200, 300, 500, 1_000, 2_000, 5_000]

const nothingCounted: ToolTally = { calls: {}, sumMs: 0, within: TALLY_BOUNDS_MS.map(() => 0).concat(0) }

export function createToolTallies(): ToolTallies {
  // As many entries as tools were ever in the file.
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
