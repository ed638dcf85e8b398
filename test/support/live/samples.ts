// Reports of processes, made up.
import type { LiveReport, TurnSeen } from '../../../src/live/report.js'

/** A process at rest, but for what is named. */
export function reportOf(named: Partial<LiveReport> = {}): LiveReport {
  return {
    per_s: { arrived: 0, ok: 0, pending: 0, refused: 0 },
    source: {},
    p99_ms: 0,
    answer_p99_ms: 0,
    bad_seconds_1h: 0,
    pending: 0,
    ws: 0,
    loop_ms: 0,
    rss: 0,
    vendor: [],
    tools: [],
    wantsTurns: false,
    turns: [],
    desk: { waiting: 0, oldest_s: null, eta_s: null, online: 0, away: 0, load: 0, capacity: 0, late: 0 },
    ...named,
  }
}

export function turnSeen(turnId: string): TurnSeen {
  return { at: '', dialog_id: 'd', turn_id: turnId, trace_id: 't', source: 'llm', level: 0, cost_ms: 1 }
}
