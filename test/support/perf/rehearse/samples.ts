// Runs made up for the tests of what is said about them.
import type { Scenario } from '../../../../perf/rehearse/scenario.js'
import type { Turn } from '../../../../perf/rehearse/turns.js'
import type { Run } from '../../../../perf/rehearse/verdict.js'

export const calm: Scenario = {
  name: 'calm',
  title: 'Nothing happens',
  phases: [{ name: 'steady', seconds: 4, from: 1, to: 1 }],
  faults: [],
  streamShare: 0,
  pendingTurns: { unavailableS: 0 },
}

/** A turn answered by the vendor after 100 ms, but for what is named. */
export function turnOf(dueMs: number, named: Partial<Turn> = {}): Turn {
  return {
    kind: 'unique',
    dueMs,
    firstMs: 100,
    wholeMs: 100,
    first: { status: 200, source: 'llm', level: 0 },
    ...named,
  }
}

/** `perS` turns in each of the four seconds of `calm`; `spoil` alters some. */
export function turnsOf(perS: number, spoil: (turn: Turn, i: number) => Turn = turn => turn): Turn[] {
  return Array.from({ length: 4 * perS }, (_, i) => spoil(turnOf((1000 * i) / perS), i))
}

export function runOf(turns: readonly Turn[], named: Partial<Run> = {}): Run {
  const limits = { ratePerS: 0, rateBurst: 0, deadlineMs: 17_000 }
  return { scenario: calm, turns, levels: [], limits, clientLagMs: 1, ...named }
}
