// Which processes live: each beats twice a second in the store's time and gets the table of the live in return. A
// process is dead only when it is missing from a table and stood in one before, or from one that is newer than the
// moment one began to wait for it, because a process beats before its first ticket. How a beat is stored is the
// backend's business.
import type { Clock } from '../clock.js'
import type { ProcessId } from '../ids.js'
import type { StopSignal } from '../stop.js'

const BEAT_MS = 500
/** A process whose last beat is older is dead. */
export const DEAD_MS = 2_000
/** A process silent for this long leaves the table. When all are, what they kept true together is forgotten, too. */
export const FORGET_MS = 60_000
/** Beats further apart mean that we or the store stood still: then everybody looks dead, and nobody is skipped. */
const GAP_MS = 1_500
const RETRY_MS = 50
/** Processes that are remembered to have gone. One that is forgotten is only skipped a beat later. */
const MISSING_KEPT = 100

/** The table of beats. */
export interface Heartbeats {
  /** Notes a beat of `processId`; resolves to the processes that live. */
  beat(processId: ProcessId): Promise<ReadonlySet<ProcessId>>
  /** Takes `processId` out of the table. */
  remove(processId: ProcessId): Promise<void>
}

export interface Members {
  readonly processId: ProcessId
  /** May the tickets of `origin`, seen in a dialog's queue since `seenAt` (steady time), be taken for dead ones? */
  isDead(origin: ProcessId, seenAt: number): boolean
  /** The processes that live; undefined while the table cannot be trusted. */
  live(): ReadonlySet<ProcessId> | undefined
  /** Resolves after the first beat: before it no ticket may be taken. */
  started(): Promise<void>
  close(): Promise<void>
}

export interface MembersDeps {
  readonly processId: ProcessId
  readonly beats: Heartbeats
  /** Never jumps. */
  readonly steady: Clock
  readonly pause: (ms: number, signal?: StopSignal) => Promise<void>
  /** Called with the error of each failed beat. */
  readonly onError: (error: unknown) => void
}

/** The state of the cluster as the last beats reported it. */
export interface MemberTable {
  readonly live: ReadonlySet<ProcessId>
  /** Processes that stood in an earlier table and in none since, the newest last. */
  readonly missing: ReadonlySet<ProcessId>
  /** Steady time at which that beat was sent, and answered. */
  readonly sentAt: number
  readonly answeredAt: number
  /** Until then nobody is skipped. */
  readonly trustedFrom: number
}

export const emptyTable: MemberTable = {
  live: new Set(),
  missing: new Set(),
  sentAt: Number.NEGATIVE_INFINITY,
  answeredAt: Number.NEGATIVE_INFINITY,
  trustedFrom: Number.POSITIVE_INFINITY,
}

export function nextTable(
  before: MemberTable,
  beat: Pick<MemberTable, 'live' | 'sentAt' | 'answeredAt'>,
): MemberTable {
  const stoodStill = beat.answeredAt - before.answeredAt > GAP_MS
  const missing = [...before.missing, ...before.live].filter(origin => !beat.live.has(origin))
  return {
    ...beat,
    missing: new Set(missing.slice(-MISSING_KEPT)),
    trustedFrom: stoodStill ? beat.answeredAt + DEAD_MS : before.trustedFrom,
  }
}

export function looksDead(
  table: MemberTable,
  who: { origin: ProcessId; seenAt: number },
  now: number,
): boolean {
  const wasHere = table.missing.has(who.origin) || table.sentAt >= who.seenAt
  return isTrusted(table, now) && wasHere && !table.live.has(who.origin)
}

function isTrusted(table: MemberTable, now: number): boolean {
  return now - table.answeredAt <= GAP_MS && now >= table.trustedFrom
}

export function createMembers(deps: MembersDeps): Members {
  const { processId, beats, steady, pause } = deps
  const stop = new AbortController()
  let table = emptyTable
  let starting = () => {}
  const started = new Promise<void>(resolve => {
    starting = resolve
  })

  /** True when the beat was answered. */
  async function beat(): Promise<boolean> {
    const sentAt = steady.now()
    try {
      const live = await beats.beat(processId)
      table = nextTable(table, { live, sentAt, answeredAt: steady.now() })
      starting()
      return true
    } catch (error) {
      deps.onError(error)
      return false
    }
  }

  async function keepBeating(): Promise<void> {
    while (!stop.signal.aborted) {
      const answered = await beat()
      await pause(answered ? BEAT_MS : RETRY_MS, stop.signal)
    }
  }
  const beating = keepBeating()

  return {
    processId,
    isDead: (origin, seenAt) => origin !== processId && looksDead(table, { origin, seenAt }, steady.now()),
    live: () => (isTrusted(table, steady.now()) ? table.live : undefined),
    started: () => started,
    async close() {
      stop.abort()
      await beating
      await beats.remove(processId).catch(deps.onError)
    },
  }
}
