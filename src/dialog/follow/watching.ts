// Watches dialogs: a write wakes the watcher, and so does a timer every few seconds: a lost message delays an event but
// never loses it.

import type { DialogId, ProcessId } from '../../ids.js'
import { KeyedInFlight } from '../../in-flight.js'
import type { StopSignal } from '../../stop.js'
import type { Dialogs } from '../store/dialogs.js'
import { createWakeup, type Wakeup } from '../wakeup.js'

/** A poll reads its turn again this often; a message only makes it sooner. */
export const POLL_READ_MS = 1_000

export interface WatchDeps {
  readonly dialogs: Pick<Dialogs, 'watch' | 'unwatch'>
  readonly processId: ProcessId
  readonly pause: (ms: number, signal?: StopSignal) => Promise<void>
  readonly onError: (error: unknown) => void
}

export interface Watch<T> {
  readonly dialogId: DialogId
  /** This process runs what is waited for: it calls `wake` at the end of it, and nothing need be read before. */
  readonly isOurs?: boolean
  readonly everyMs: number
  read(): Promise<T | undefined>
}

export interface Watching {
  /** Reads, at the latest every `everyMs`, until `read` returns a value or the signal aborts; resolves to the last
   *  read's result. */
  until<T>(watch: Watch<T>, signal: StopSignal): Promise<T | undefined>
  /** Wakes `wakeup` after each write from now on; resolves when this is in force, except for lost messages. */
  watch(dialogId: DialogId, wakeup: Wakeup): Promise<void>
  unwatch(dialogId: DialogId, wakeup: Wakeup): void
  /** Called when the dialog was written or erased, and when a turn of it has ended here. */
  wake(dialogId: DialogId): void
}

export function createWatching(deps: WatchDeps): Watching {
  const wakeups: Wakeups = new KeyedInFlight()
  /** Those for which the store need not be asked to tell. */
  const own: Wakeups = new KeyedInFlight()

  async function watch(dialogId: DialogId, wakeup: Wakeup): Promise<void> {
    if (!add(wakeups, dialogId, wakeup)) return
    // The watch is a hint: without it the regular reads remain.
    await deps.dialogs.watch(dialogId, deps.processId).catch(deps.onError)
  }

  function unwatch(dialogId: DialogId, wakeup: Wakeup): void {
    if (!remove(wakeups, dialogId, wakeup)) return
    deps.dialogs.unwatch(dialogId, deps.processId).catch(deps.onError)
  }

  return {
    watch,
    unwatch,
    async until({ dialogId, isOurs, everyMs, read }, signal) {
      const wakeup = createWakeup(deps.pause)
      if (isOurs) add(own, dialogId, wakeup)
      else await watch(dialogId, wakeup)
      try {
        if (isOurs) await wakeup.wait(everyMs, signal)
        for (;;) {
          const found = await read()
          if (found !== undefined || signal.aborted) return found
          await wakeup.wait(everyMs, signal)
        }
      } finally {
        if (isOurs) remove(own, dialogId, wakeup)
        else unwatch(dialogId, wakeup)
      }
    },
    wake(dialogId) {
      for (const wakeup of wakeups.get(dialogId) ?? []) wakeup.wake()
      for (const wakeup of own.get(dialogId) ?? []) wakeup.wake()
    },
  }
}

type Wakeups = KeyedInFlight<Set<Wakeup>>

/** True when it is the dialog's first. */
function add(wakeups: Wakeups, dialogId: DialogId, wakeup: Wakeup): boolean {
  const others = wakeups.get(dialogId)
  others?.add(wakeup)
  if (others === undefined) wakeups.set(dialogId, new Set([wakeup]))
  return others === undefined
}

/** True when it was the dialog's last. */
function remove(wakeups: Wakeups, dialogId: DialogId, wakeup: Wakeup): boolean {
  const all = wakeups.get(dialogId)
  all?.delete(wakeup)
  if (all?.size !== 0) return false
  wakeups.delete(dialogId)
  return true
}
