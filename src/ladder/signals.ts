// One process's view: counts over a sliding window of ten seconds, cheap enough to note at every turn, and how its
// parts stand. Counts of all processes are summed, so the ladder judges the cluster and not its worst process.
import type { Clock } from '../clock.js'
import type { LlmResult } from '../llm/llm.js'
import type { Signals } from './next-level.js'

/** The counts of the window, in the order of a slot. */
const counted = ['turns', 'slowTurns', 'calls', 'slowCalls', 'failedCalls', 'refusedCalls'] as const
type Counts = Readonly<Record<(typeof counted)[number], number>>

/** How things stand at this process. */
export interface Standing {
  readonly breakerOpen: boolean
  /** Customers whose promised turns could run, and those of them who have waited for long. */
  readonly pendingCustomers: number
  readonly laggingCustomers: number
  /** Marks of two of the latter, the same at every process. */
  readonly laggards: readonly string[]
  readonly seatsOnline: number
  readonly handoffFull: boolean
}

export type Report = Counts & Standing

export interface SignalRecorder {
  /** A turn ended after so many milliseconds outside the vendor. */
  turnEnded(ownMs: number): void
  /** A turn's business with the vendor ended. Its own refusals and cancels are no calls. */
  callEnded(result: LlmResult): void
  report(): Report
}

const SECONDS = 10
/** Milliseconds outside the vendor that make a turn slow. */
const SLOW_OWN_MS = 200

export interface SignalDeps {
  readonly clock: Clock
  standing(): Standing
}

export function createSignals({ clock, standing }: SignalDeps, slowCallMs: number): SignalRecorder {
  const width = counted.length
  const counts = new Uint32Array(SECONDS * width)
  const seconds = new Float64Array(SECONDS).fill(-1)

  /** Where the present second's counts begin. */
  function slot(): number {
    const second = Math.floor(clock.now() / 1000)
    const index = second % SECONDS
    if (seconds[index] !== second) {
      seconds[index] = second
      counts.fill(0, index * width, (index + 1) * width)
    }
    return index * width
  }
  function count(at: number, name: (typeof counted)[number]): void {
    const place = at + counted.indexOf(name)
    counts[place] = (counts[place] ?? 0) + 1
  }

  return {
    turnEnded(ownMs) {
      const at = slot()
      count(at, 'turns')
      if (ownMs > SLOW_OWN_MS) count(at, 'slowTurns')
    },
    callEnded(result) {
      const kind = kindOf(result)
      if (kind === 'none') return
      const at = slot()
      if (kind === 'refusedCalls') return count(at, kind)
      count(at, 'calls')
      if (kind === 'failedCalls') count(at, kind)
      if (result.vendorMs > slowCallMs) count(at, 'slowCalls')
    },
    report() {
      const oldest = Math.floor(clock.now() / 1000) - SECONDS
      const fresh = [...seconds.keys()].filter(index => (seconds[index] ?? -1) > oldest)
      const sum = (column: number) => fresh.reduce((n, index) => n + (counts[index * width + column] ?? 0), 0)
      const sums = counted.map((name, column) => [name, sum(column)] as const)
      return { ...(Object.fromEntries(sums) as Counts), ...standing() }
    },
  }
}

function kindOf(result: LlmResult): 'none' | 'calls' | 'failedCalls' | 'refusedCalls' {
  if (result.kind === 'answered') return 'calls'
  switch (result.why) {
    case 'breaker-open':
    case 'aborted':
      return 'none'
    case 'queue-full':
      return 'refusedCalls'
    // The vendor works: it would not answer this prompt, or was slower than this turn could wait.
    case 'refused':
    case 'declined':
    case 'deadline':
      return 'calls'
    default:
      return 'failedCalls'
  }
}

/** One customer may wait at several processes, and is one all the same. */
function sumLag(reports: readonly Report[]): Pick<Signals, 'pendingCustomers' | 'laggingCustomers'> {
  const sum = (name: 'pendingCustomers' | 'laggingCustomers') =>
    reports.reduce((total, report) => total + report[name], 0)
  const isOne = new Set(reports.flatMap(report => report.laggards)).size === 1
  return { pendingCustomers: sum('pendingCustomers'), laggingCustomers: isOne ? 1 : sum('laggingCustomers') }
}

/** The signals of all processes that reported; of one alone for a process that the store is away for. */
export function sumReports(reports: readonly Report[]): Omit<Signals, 'storeAway'> {
  const sum = (name: keyof Counts) => reports.reduce((total, report) => total + report[name], 0)
  const sums = counted.map(name => [name, sum(name)] as const)
  return {
    ...(Object.fromEntries(sums) as Counts),
    breakerOpen: reports.some(report => report.breakerOpen),
    ...sumLag(reports),
    seatsFree: reports.some(report => report.seatsOnline > 0) && !reports.some(report => report.handoffFull),
  }
}
