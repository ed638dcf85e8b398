// Asks the model again, slowly, once level 0 is back: the better answer goes to a dialog that is still open and to the
// FAQ editors. One process of the cluster works; it stops as soon as the level rises.
import { pause } from '../clock.js'
import type { StopSignal } from '../stop.js'
import { type RepeatedTask, repeat } from '../timers.js'
import { isToAskAgain, type Reflux, type RefluxEntry, type RefluxRow } from './reflux.js'

/** The model's reply: `refused` for a question it will never answer, `failed` for one to try again. */
export type Reask =
  | { readonly kind: 'answered'; readonly text: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'failed' }

export interface RefluxWorkerDeps {
  readonly reflux: Reflux
  /** Level 0 is in force and this process does the cluster's work. */
  mayWork(): boolean
  /** Puts the masked question to the vendor; the answer comes back masked. */
  ask(entry: RefluxEntry, signal: StopSignal): Promise<Reask>
  /** The dialog was deleted a moment ago: what is kept of it goes, too. */
  isErased(dialogId: string): Promise<boolean>
  /** Tells the dialog if it is still open; true when it was told, now or before. */
  deliver(entry: RefluxEntry, better: string, signal: StopSignal): Promise<boolean>
}

export interface RefluxPace {
  /** How often the worker looks whether it may work. */
  readonly lookMs: number
  /** Between two questions to the vendor. */
  readonly askMs: number
}

export const refluxPace: RefluxPace = { lookMs: 1_000, askMs: 500 }

/** A dialog whose question failed so often is let be, so that those behind it get their turn. */
const TRIES = 3

export function createRefluxWorker(deps: RefluxWorkerDeps, pace: RefluxPace): RepeatedTask {
  const closing = new AbortController()
  const mayWork = () => !closing.signal.aborted && deps.mayWork()
  let failed = { stamp: '', times: 0 }

  /** Counts a failure; true when the row is to be tried again. */
  function isWorthRetry(stamp: string): boolean {
    failed = { stamp, times: failed.stamp === stamp ? failed.times + 1 : 1 }
    return failed.times < TRIES
  }

  /** The row's entries, those to ask again with their better answers, each delivered; undefined when the work had to
   *  stop. A process that begins the row anew asks and delivers again what was not settled: `ask` and `deliver` know
   *  what the dialog has already. */
  async function improved({ entries, stamp }: RefluxRow): Promise<RefluxEntry[] | undefined> {
    const better: RefluxEntry[] = []
    for (const entry of entries) {
      const isOpen = entry.better === undefined && isToAskAgain(entry)
      const done = isOpen ? await improvedEntry(entry, stamp) : entry
      if (done === undefined) return undefined
      better.push(done)
    }
    return better
  }

  async function improvedEntry(entry: RefluxEntry, stamp: string): Promise<RefluxEntry | undefined> {
    if (!mayWork()) return undefined
    const reply = await deps.ask(entry, closing.signal)
    const delivered = reply.kind === 'answered' && (await deps.deliver(entry, reply.text, closing.signal))
    await pause(pace.askMs, closing.signal)
    if (reply.kind === 'failed' && isWorthRetry(stamp)) return undefined
    return reply.kind === 'answered' ? { ...entry, better: reply.text, delivered } : entry
  }

  /** False when there is nothing to do now. */
  async function workOff(row: RefluxRow): Promise<boolean> {
    if (await deps.isErased(row.dialogId)) {
      await deps.reflux.erase(row.dialogId)
      return true
    }
    const entries = await improved(row)
    if (entries === undefined) return false
    // A row that has grown meanwhile is read again.
    await deps.reflux.settle(row, entries)
    return true
  }

  const working = repeat(async () => {
    while (mayWork()) {
      const row = await deps.reflux.next()
      if (row === undefined || !(await workOff(row))) return
    }
  }, pace.lookMs)

  return {
    ...working,
    async close() {
      closing.abort()
      await working.close()
    },
  }
}
