// The cluster as it is now, for watchers: a tick each second, changes as they come, turns as they end. A tick's text is
// made once a second for all watchers together.
import type { Clock } from '../clock.js'
import { repeat } from '../timers.js'
import { type ClusterChanges, changeId, isAfter, type KeptChange } from './changes.js'
import { type LiveReport, type LiveState, type TurnSeen, tickOf } from './report.js'
import type { LiveReports } from './reports.js'
import { TURNS_PER_S } from './turns-seen.js'
import { createTurnsTold } from './turns-told.js'

/** Receives the events of a watcher. Never throws. */
export interface Watcher {
  readonly wantsTurns: boolean
  tick(json: string): void
  change(change: KeptChange): void
  turn(turn: TurnSeen): void
  /** Called when this process sends no more events. */
  end(): void
}

export interface Live {
  /** Sends the cluster's state of now, then its events. The changes after `lastId` come first; an id of another form
   *  counts as none. Undefined when the number of watchers is at its limit. */
  watch(watcher: Watcher, lastId: string | undefined): Promise<(() => void) | undefined>
  /** Ends every watch, because the process shuts down. */
  drain(): void
  close(): Promise<void>
}

export interface LiveDeps {
  readonly clock: Clock
  readonly processId: string
  readonly reports: LiveReports
  readonly changes: ClusterChanges
  state(): LiveState
  /** This process's report; `wantsTurns` is true when a watcher of this process wants turns. */
  report(wantsTurns: boolean): LiveReport
  /** Called when a watcher in the cluster wants turns. */
  onWanted(): void
  onError(error: unknown): void
}

const EXCHANGE_MS = 500
/** Exchanges in each tick. */
const TICK_EVERY = 2
const WATCHERS_MAX = 64

interface Watching {
  readonly watcher: Watcher
  /** Id of the newest change that the watcher got. */
  cursor: string
}

export function createLive(deps: LiveDeps): Live {
  const { clock, processId, reports, changes, onError } = deps
  const watching = new Set<Watching>()
  const told = createTurnsTold()
  let known: ReadonlyMap<string, LiveReport> = new Map()
  let cursor = ''
  let beats = 0

  const wantsTurns = () => [...watching].some(({ watcher }) => watcher.wantsTurns)

  async function exchange(): Promise<void> {
    const own = deps.report(wantsTurns())
    known = await reports.exchange(processId, own).catch((error: unknown) => {
      onError(error)
      // While the store is away this process counts as the only one.
      return new Map([[processId, own]])
    })
    if ([...known.values()].some(report => report.wantsTurns)) deps.onWanted()
  }

  function tellTurns(): void {
    const turns = told.fresh(known, TURNS_PER_S / TICK_EVERY)
    for (const { watcher } of watching) if (watcher.wantsTurns) for (const turn of turns) watcher.turn(turn)
  }

  async function tellChanges(): Promise<void> {
    const fresh = await changes.after(cursor)
    cursor = fresh.at(-1)?.id ?? cursor
    for (const one of watching) for (const change of fresh) tell(one, change)
  }

  async function missedAfter(lastId: string | undefined): Promise<KeptChange[]> {
    return lastId !== undefined && changeId.test(lastId) ? changes.after(lastId) : []
  }

  const tick = () => JSON.stringify(tickOf(clock.now(), deps.state(), known))

  const beating = repeat(async () => {
    await exchange()
    if (watching.size === 0) return
    tellTurns()
    if (beats++ % TICK_EVERY !== 0) return
    const text = tick()
    for (const { watcher } of watching) watcher.tick(text)
    await tellChanges().catch(onError)
  }, EXCHANGE_MS)

  return {
    async watch(watcher, lastId) {
      const missed = await missedAfter(lastId)
      const newest = missed.at(-1)?.id ?? (await changes.newest())
      if (known.size === 0) await exchange()
      if (watching.size >= WATCHERS_MAX) return undefined
      if (watching.size === 0) cursor = newest
      watcher.tick(tick())
      for (const change of missed) watcher.change(change)
      const one = { watcher, cursor: newest }
      watching.add(one)
      return () => void watching.delete(one)
    },
    drain() {
      for (const { watcher } of watching) watcher.end()
      watching.clear()
    },
    async close() {
      await beating.close()
      await reports.remove(processId).catch(onError)
    },
  }
}

function tell(one: Watching, change: KeptChange): void {
  if (!isAfter(change.id, one.cursor)) return
  one.cursor = change.id
  one.watcher.change(change)
}
