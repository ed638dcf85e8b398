// How the processes of a cluster come to one level. Each puts up its counts twice a second and reads everyone's; each
// sums them and runs the same pure step over the same agreed state and the same clock, the store's; the process that
// sees first that the step changes something replaces the state by compare-and-set. So there is no leader to lose, one
// sick process does not drag down the rest, and a process that starts in the middle of an outage adopts its level.
// Cut off from the store, a process walks the ladder alone from where it stands, and adopts the cluster's state again
// when it is back. An operator's level comes from the settings and hides the agreed one, which goes on underneath.
import type { Clock } from '../clock.js'
import { watchClusterDocument } from '../documents/in-force.js'
import type { Settings } from '../settings/settings.js'
import { repeat } from '../timers.js'
import type { LevelState, LevelSwitch } from './level.js'
import { fixedLevel, storedLevel } from './level-document.js'
import type { LevelSnapshot, LevelStore } from './level-store.js'
import { type LadderState, nextLevel, wellSince } from './next-level.js'
import { type Report, sumReports } from './signals.js'

export interface LevelChange {
  readonly from: LevelState
  readonly to: LevelState
}

export interface LadderDeps {
  readonly clock: Clock
  readonly levelStore: LevelStore
  readonly settings: Settings
  /** The incarnation of this process. */
  readonly processId: string
  report(): Report
  /** Called with each version of the operators' level that cannot be read. */
  onStray(topic: string): void
  /** Called with each change of level or mode, to log and count it. */
  onChange(change: LevelChange): void
}

export interface Ladder extends LevelSwitch {
  /** Epoch milliseconds by the store's clock, as this process last heard it. */
  now(): number
  /** This process does what one process of the cluster has to do: probes the vendor, works off the reflux. For an
   *  instant two may think so. A process alone always does. */
  isOwner(): boolean
  /** Calls to the vendor over the last ten seconds in the whole cluster. */
  recentCalls(): number
  /** Exchanges reports now instead of at the next beat: something has changed that must be answered for. */
  exchange(): Promise<void>
  close(): Promise<void>
}

export const EXCHANGE_MS = 500

export function createLadder(deps: LadderDeps, exchangeMs: number): Ladder {
  const { clock, levelStore, settings, processId, onStray } = deps
  let agreed: LadderState = wellSince(clock.now())
  let override: LevelState | undefined
  let inForce: LevelState = shown(agreed)
  let aheadMs = 0
  let isOwner = true
  let recentCalls = 0

  function settle(state: LadderState): void {
    agreed = state
    const from = inForce
    inForce = override ?? shown(agreed)
    if (from.level !== inForce.level || from.mode !== inForce.mode) deps.onChange({ from, to: inForce })
  }

  async function agree({ now, stamp, state, reports }: LevelSnapshot): Promise<void> {
    aheadMs = now - clock.now()
    isOwner = [...reports.keys()].every(other => processId <= other)
    const signals = { ...sumReports([...reports.values()]), storeAway: false }
    recentCalls = signals.calls
    const known = state ?? wellSince(now)
    const next = nextLevel(known, signals, now)
    // The loser of the race gets the winner's state with the next exchange.
    if (next === known) settle(known)
    else if (await levelStore.move(stamp, next)) settle(next)
  }

  function goAlone(report: Report): void {
    isOwner = true
    recentCalls = report.calls
    const signals = { ...sumReports([report]), storeAway: true }
    settle(nextLevel(agreed, signals, clock.now() + aheadMs))
  }

  const exchanging = repeat(async () => {
    const report = deps.report()
    try {
      await agree(await levelStore.exchange(processId, report))
    } catch {
      // The store is away, which is itself a signal; that it is, the client logs.
      goAlone(report)
    }
  }, exchangeMs)
  levelStore.listen(settle)
  watchClusterDocument({ settings, onStray, type: storedLevel }, level => {
    override = fixedLevel(level)
    settle(agreed)
  })

  return {
    current: () => inForce,
    now: () => clock.now() + aheadMs,
    isOwner: () => isOwner,
    recentCalls: () => recentCalls,
    exchange: exchanging.now,
    async close() {
      await exchanging.close()
      // Nobody waits for a report that is not renewed: should this fail, it is forgotten by itself.
      await levelStore.remove(processId).catch(() => undefined)
    },
  }
}

function shown({ level, cause, since }: LadderState): LevelState {
  return { level, mode: 'auto', reason: cause, since }
}
