// Figures of one process's last second, and their sum over all processes. Pure.
import type { Level } from '../answer/answer.js'

export interface ToolFigures {
  readonly name: string
  readonly p99_ms: number
  /** Failed calls of the last ten seconds. */
  readonly errors: number
  readonly breaker: string
}

export interface VendorFigures extends ToolFigures {
  readonly queue: number
}

/** All desks of the cluster, as one process knows them. */
export interface DeskFigures {
  readonly waiting: number
  /** Longest wait of a waiting dialog; null while none waits. */
  readonly oldest_s: number | null
  /** Longest expected wait of a customer who asks now; null while no shop has an estimate. */
  readonly eta_s: number | null
  readonly online: number
  /** Present seats that take no dialogs. */
  readonly away: number
  /** Load of the online seats, and their capacity. */
  readonly load: number
  readonly capacity: number
  /** Held dialogs whose customers have waited too long for an answer. */
  readonly late: number
}

export interface TurnSeen {
  readonly at: string
  readonly dialog_id: string
  readonly turn_id: string
  readonly trace_id: string
  /** Source, level and reason of an answered turn. */
  readonly source?: string
  readonly level?: number
  readonly reason?: string
  /** The problem of a refused or failed turn. */
  readonly problem?: string
  readonly cost_ms: number
}

/** A process's report on itself. */
export interface LiveReport {
  /** First responses of the last whole second. */
  readonly per_s: Readonly<Record<'arrived' | 'ok' | 'pending' | 'refused', number>>
  /** Answers of the last whole second by source. */
  readonly source: Readonly<Record<string, number>>
  readonly p99_ms: number
  readonly answer_p99_ms: number
  readonly bad_seconds_1h: number
  readonly vendor: readonly VendorFigures[]
  readonly tools: readonly ToolFigures[]
  readonly pending: number
  readonly ws: number
  readonly desk: DeskFigures
  readonly loop_ms: number
  readonly rss: number
  /** A watcher of this process wants turns, so every process reports its own. */
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

/** States of the whole cluster. */
export interface LiveState {
  readonly level: LiveLevel
  /** State of the gray release. */
  readonly gray: { readonly state: string; readonly percent: number }
}

/** Most entries of a list in a tick, the worst first. */
export const LISTED_MAX = 8

/** The cluster's last second, as /admin/live sends it. */
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
    vendor: worstOf(
      all.flatMap(({ vendor }) => vendor),
      (one, other) => ({ ...both(one, other), queue: one.queue + other.queue }),
    ),
    tools: worstOf(
      all.flatMap(({ tools }) => tools),
      both,
    ),
    pending: sum(report => report.pending),
    ...desksOf(all.map(({ desk }) => desk)),
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

/** Joins the figures of each name over all processes; the worst come first. */
function worstOf<F extends ToolFigures>(figures: readonly F[], join: (one: F, other: F) => F): F[] {
  const byName = new Map<string, F>()
  for (const one of figures) {
    const other = byName.get(one.name)
    byName.set(one.name, other === undefined ? one : join(one, other))
  }
  const rank = ({ breaker }: F) => BREAKERS.indexOf(breaker)
  const sorted = [...byName.values()].sort(
    (a, b) => rank(b) - rank(a) || b.errors - a.errors || b.p99_ms - a.p99_ms,
  )
  return sorted.slice(0, LISTED_MAX)
}

/** Each process knows the desks of the whole cluster, some of them a moment earlier than others. */
function desksOf(desks: readonly DeskFigures[]) {
  const most = (read: (desk: DeskFigures) => number) => Math.max(0, ...desks.map(read))
  const longest = (read: (desk: DeskFigures) => number | null) => {
    const known = desks.map(read).filter(span => span !== null)
    return known.length === 0 ? null : Math.max(...known)
  }
  return {
    handoff: {
      waiting: most(desk => desk.waiting),
      oldest_s: longest(desk => desk.oldest_s),
      eta_s: longest(desk => desk.eta_s),
    },
    seats: {
      online: most(desk => desk.online),
      away: most(desk => desk.away),
      load: most(desk => desk.load),
      capacity: most(desk => desk.capacity),
      late: most(desk => desk.late),
    },
  }
}

function both(one: ToolFigures, other: ToolFigures): ToolFigures {
  const isWorse = BREAKERS.indexOf(one.breaker) > BREAKERS.indexOf(other.breaker)
  return {
    name: one.name,
    p99_ms: Math.max(one.p99_ms, other.p99_ms),
    errors: one.errors + other.errors,
    breaker: isWorse ? one.breaker : other.breaker,
  }
}

function processesOf(reports: ReadonlyMap<string, LiveReport>) {
  const listed = [...reports].map(([id, { loop_ms, rss }]) => ({ id, loop_ms, rss }))
  return listed.sort((a, b) => b.loop_ms - a.loop_ms).slice(0, LISTED_MAX)
}
