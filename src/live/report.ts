// The last second of one process in figures, and how the figures of all processes become those of the cluster. Pure.
import type { Level } from '../answer/answer.js'

export interface VendorFigures {
  readonly name: string
  readonly p99_ms: number
  /** Failed calls of the last ten seconds. */
  readonly errors: number
  readonly breaker: string
  readonly queue: number
}

export interface TurnSeen {
  readonly at: string
  readonly dialog_id: string
  readonly turn_id: string
  readonly trace_id: string
  /** Of an answered turn. */
  readonly source?: string
  readonly level?: number
  readonly reason?: string
  /** Of a refused or failed one. */
  readonly problem?: string
  readonly cost_ms: number
}

/** A process's word on itself. */
export interface LiveReport {
  /** First responses of the last whole second. */
  readonly per_s: Readonly<Record<'arrived' | 'ok' | 'pending' | 'refused', number>>
  /** Answers of the last whole second by who gave them. */
  readonly source: Readonly<Record<string, number>>
  readonly p99_ms: number
  readonly answer_p99_ms: number
  readonly bad_seconds_1h: number
  readonly vendor: readonly VendorFigures[]
  readonly pending: number
  readonly ws: number
  /** Of the whole cluster, as this process knows it. */
  readonly seats_online: number
  readonly handoff_waiting: number
  readonly loop_ms: number
  readonly rss: number
  /** Somebody watches turns here: every process tells of its own. */
  readonly wantsTurns: boolean
  /** The newest ends of turns, each with its number in this process. */
  readonly turns: readonly (readonly [number, TurnSeen])[]
}

export interface LiveLevel {
  readonly level: Level
  readonly mode: string
  readonly reason: string
  /** Epoch milliseconds. */
  readonly since: number
}

/** What holds for the cluster and is no figure. */
export interface LiveState {
  readonly level: LiveLevel
  /** Of the gray release. */
  readonly gray: { readonly state: string; readonly percent: number }
}

/** Lists in a tick hold so many, the worst first. */
export const LISTED_MAX = 8

/** The cluster's last second, as /admin/live tells it. */
export function tickOf(at: number, { level, gray }: LiveState, reports: ReadonlyMap<string, LiveReport>) {
  const all = [...reports.values()]
  const sum = (read: (report: LiveReport) => number) => all.reduce((total, report) => total + read(report), 0)
  const worst = (read: (report: LiveReport) => number) => Math.max(0, ...all.map(read))
  return {
    at: new Date(at).toISOString(),
    level: {
      n: level.level,
      mode: level.mode,
      reason: level.reason,
      since: new Date(level.since).toISOString(),
    },
    per_s: {
      arrived: sum(({ per_s: counts }) => counts.arrived),
      ok: sum(({ per_s: counts }) => counts.ok),
      pending: sum(({ per_s: counts }) => counts.pending),
      refused: sum(({ per_s: counts }) => counts.refused),
    },
    source: sourcesOf(all),
    p99_ms: worst(report => report.p99_ms),
    answer_p99_ms: worst(report => report.answer_p99_ms),
    bad_seconds_1h: sum(report => report.bad_seconds_1h),
    vendor: vendorsOf(all),
    tools: [],
    pending: sum(report => report.pending),
    handoff: { waiting: worst(report => report.handoff_waiting), oldest_s: null, eta_s: null },
    seats: { online: worst(report => report.seats_online), away: 0, load: 0, capacity: 0, late: 0 },
    ws: sum(report => report.ws),
    processes: processesOf(reports),
    gray,
  }
}

function sourcesOf(reports: readonly LiveReport[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { source } of reports) {
    for (const [name, count] of Object.entries(source)) sums[name] = (sums[name] ?? 0) + count
  }
  return sums
}

const BREAKERS = ['closed', 'probing', 'open']

function vendorsOf(reports: readonly LiveReport[]): VendorFigures[] {
  const byName = new Map<string, VendorFigures>()
  for (const one of reports.flatMap(({ vendor }) => vendor)) {
    const other = byName.get(one.name)
    byName.set(one.name, other === undefined ? one : both(one, other))
  }
  return [...byName.values()].sort((a, b) => b.errors - a.errors || b.p99_ms - a.p99_ms).slice(0, LISTED_MAX)
}

function both(one: VendorFigures, other: VendorFigures): VendorFigures {
  const isWorse = BREAKERS.indexOf(one.breaker) > BREAKERS.indexOf(other.breaker)
  return {
    name: one.name,
    p99_ms: Math.max(one.p99_ms, other.p99_ms),
    errors: one.errors + other.errors,
    breaker: isWorse ? one.breaker : other.breaker,
    queue: one.queue + other.queue,
  }
}

function processesOf(reports: ReadonlyMap<string, LiveReport>) {
  const listed = [...reports].map(([id, { loop_ms, rss }]) => ({ id, loop_ms, rss }))
  return listed.sort((a, b) => b.loop_ms - a.loop_ms).slice(0, LISTED_MAX)
}
