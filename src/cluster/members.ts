// Which processes live: each beats twice a second in the store's time and gets the table of the live in return.
// Dead is only who is missing from a table and stood in one before, or from one that is newer than the moment one
// began to wait for it, because a process beats before its first ticket. How a beat is stored is the backend's business.
import type { Clock } from '../clock.js'
import type { Origin } from '../dialog/store/dialogs.js'

export const BEAT_MS = 500
/** A process whose last beat is older is dead. */
export const DEAD_MS = 2_000
/** Beats further apart mean that we or the store stood still: then everybody looks dead, and nobody is skipped. */
const GAP_MS = 1_500
const RETRY_MS = 50
/** Processes that are remembered to have gone. One that is forgotten is only skipped a beat later. */
const MISSING_KEPT = 100

/** The table of beats. */
export interface Beats {
  /** Notes a beat of `self`; resolves to the origins that live. */
  beat(self: Origin): Promise<ReadonlySet<Origin>>
  /** Takes `self` out of the table. */
  leave(self: Origin): Promise<void>
}

export interface Procs {
  readonly self: Origin
  /** May the tickets of `origin`, seen in a dialog's queue since `seenAt` (steady time), be taken for dead ones? */
  isDead(origin: Origin, seenAt: number): boolean
  /** The processes that live; undefined while the table cannot be trusted. */
  live(): ReadonlySet<Origin> | undefined
  /** Resolves after the first beat: before it no ticket may be taken. */
  started(): Promise<void>
  close(): Promise<void>
}

export interface ProcsPorts {
  readonly self: Origin
  readonly beats: Beats
  /** Never jumps. */
  readonly steady: Clock
  readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Hears each failed beat. */
  readonly onError: (error: unknown) => void
}

/** What the beats told. */
export interface Table {
  readonly live: ReadonlySet<Origin>
  /** Who stood in an earlier table and in none since, the newest last. */
  readonly missing: ReadonlySet<Origin>
  /** Steady time at which that beat was sent, and answered. */
  readonly sentAt: number
  readonly answeredAt: number
  /** Until then nobody is skipped. */
  readonly trustedFrom: number
}

export const emptyTable: Table = {
  live: new Set(),
  missing: new Set(),
  sentAt: Number.NEGATIVE_INFINITY,
  answeredAt: Number.NEGATIVE_INFINITY,
  trustedFrom: Number.POSITIVE_INFINITY,
}

export function nextTable(before: Table, beat: Pick<Table, 'live' | 'sentAt' | 'answeredAt'>): Table {
  const stoodStill = beat.answeredAt - before.answeredAt > GAP_MS
  const missing = [...before.missing, ...before.live].filter(origin => !beat.live.has(origin))
  return {
    ...beat,
    missing: new Set(missing.slice(-MISSING_KEPT)),
    trustedFrom: stoodStill ? beat.answeredAt + DEAD_MS : before.trustedFrom,
  }
}

export function looksDead(table: Table, who: { origin: Origin; seenAt: number }, now: number): boolean {
  const wasHere = table.missing.has(who.origin) || table.sentAt >= who.seenAt
  return isTrusted(table, now) && wasHere && !table.live.has(who.origin)
}

function isTrusted(table: Table, now: number): boolean {
  return now - table.answeredAt <= GAP_MS && now >= table.trustedFrom
}

export function createProcs(ports: ProcsPorts): Procs {
  const { self, beats, steady, pause } = ports
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
      const live = await beats.beat(self)
      table = nextTable(table, { live, sentAt, answeredAt: steady.now() })
      starting()
      return true
    } catch (error) {
      ports.onError(error)
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
    self,
    isDead: (origin, seenAt) => origin !== self && looksDead(table, { origin, seenAt }, steady.now()),
    live: () => (isTrusted(table, steady.now()) ? table.live : undefined),
    started: () => started,
    async close() {
      stop.abort()
      await beating
      await beats.leave(self).catch(ports.onError)
    },
  }
}
