// Finds the new ends of turns in the reports of the processes: each end is in several reports one after the other.
import type { LiveReport, TurnSeen } from './report.js'

export interface TurnsTold {
  /** At most `most` turns that earlier calls did not return. */
  fresh(reports: ReadonlyMap<string, LiveReport>, most: number): TurnSeen[]
}

export function createTurnsTold(): TurnsTold {
  /** By process: the number of the last turn that was returned. */
  const told = new Map<string, number>()
  return {
    fresh(reports, most) {
      const found: TurnSeen[] = []
      for (const [id, { turns }] of reports) {
        const last = told.get(id) ?? -1
        found.push(...turns.filter(([number]) => number > last).map(([, turn]) => turn))
        told.set(id, Math.max(last, turns.at(-1)?.[0] ?? -1))
      }
      for (const id of told.keys()) if (!reports.has(id)) told.delete(id)
      return found.slice(0, most)
    },
  }
}
