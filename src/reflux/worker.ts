// Asks the model again, slowly, once level 0 is back: the better answer goes to a dialog that is still open and to the
// FAQ editors. One process of the cluster works; it stops as soon as the level rises.
import { pause } from '../clock.js'
import { type Repeated, repeat } from '../repeat.js'
import type { Reflux, RefluxEntry, RefluxRow } from './reflux.js'

/** What the model said: `refused` for a question it will never answer, `failed` for one to try again. */
export type Reask =
  | { readonly at: 'answered'; readonly text: string }
  | { readonly at: 'refused' }
  | { readonly at: 'failed' }

export interface RefluxWorkerPorts {
  readonly reflux: Reflux
  /** Level 0 is in force and this process does the cluster's work. */
  mayWork(): boolean
  /** Puts the masked question to the vendor; the answer comes back masked. */
  ask(entry: RefluxEntry, signal: AbortSignal): Promise<Reask>
  /** The dialog was deleted a moment ago: what is kept of it goes, too. */
  isForgotten(dialogId: string): Promise<boolean>
  /** Tells a dialog that is still open. */
  deliver(entry: RefluxEntry, better: string): Promise<void>
}

export interface RefluxPace {
  /** How often the worker looks whether it may work. */
  readonly lookMs: number
  /** Between two questions to the vendor. */
  readonly askMs: number
}

export const refluxPace: RefluxPace = { lookMs: 5_000, askMs: 500 }

/** A dialog whose question failed so often is let be, so that those behind it get their turn. */
const TRIES = 3

export function createRefluxWorker(p: RefluxWorkerPorts, pace: RefluxPace): Repeated {
  const closing = new AbortController()
  const mayWork = () => !closing.signal.aborted && p.mayWork()
  let failed = { stamp: '', times: 0 }

  /** Counts a failure; true when the row is to be tried again. */
  function isWorthRetry(stamp: string): boolean {
    failed = { stamp, times: failed.stamp === stamp ? failed.times + 1 : 1 }
    return failed.times < TRIES
  }

  /** The row's entries with their better answers; undefined when the work had to stop. */
  async function improved({ entries, stamp }: RefluxRow): Promise<RefluxEntry[] | undefined> {
    const better: RefluxEntry[] = []
    for (const entry of entries) {
      if (!mayWork()) return undefined
      const reply = await asked(entry)
      if (reply.at === 'failed' && isWorthRetry(stamp)) return undefined
      better.push(reply.at === 'answered' ? { ...entry, better: reply.text } : entry)
    }
    return better
  }

  async function asked(entry: RefluxEntry): Promise<Reask> {
    if (entry.better !== undefined) return { at: 'answered', text: entry.better }
    const reply = await p.ask(entry, closing.signal)
    await pause(pace.askMs, closing.signal)
    return reply
  }

  /** False when there is nothing to do now. */
  async function workOff(row: RefluxRow): Promise<boolean> {
    if (await p.isForgotten(row.dialogId)) {
      await p.reflux.forget(row.dialogId)
      return true
    }
    const entries = await improved(row)
    if (entries === undefined) return false
    // A row that has grown meanwhile is read again; nothing was delivered yet.
    if (!(await p.reflux.settle(row, entries))) return true
    for (const [i, entry] of entries.entries()) {
      const isNew = row.entries[i]?.better === undefined
      if (isNew && entry.better !== undefined) await p.deliver(entry, entry.better)
    }
    return true
  }

  const working = repeat(async () => {
    while (mayWork()) {
      const row = await p.reflux.next()
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
