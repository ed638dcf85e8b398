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
  /** Called when the dialog was written or erased. */
  wake(dialogId: DialogId): void
}

export function createWatching(deps: WatchDeps): Watching {
  const wakeups = new KeyedInFlight<Set<Wakeup>>()

  async function watch(dialogId: DialogId, wakeup: Wakeup): Promise<void> {
    const others = wakeups.get(dialogId)
    if (others) {
      others.add(wakeup)
      return
    }
    wakeups.set(dialogId, new Set([wakeup]))
    // The watch is a hint: without it the regular reads remain.
    await deps.dialogs.watch(dialogId, deps.processId).catch(deps.onError)
  }

  function unwatch(dialogId: DialogId, wakeup: Wakeup): void {
    const all = wakeups.get(dialogId)
    all?.delete(wakeup)
    if (all?.size !== 0) return
    wakeups.delete(dialogId)
    deps.dialogs.unwatch(dialogId, deps.processId).catch(deps.onError)
  }

  return {
    watch,
    unwatch,
    async until({ dialogId, everyMs, read }, signal) {
      const wakeup = createWakeup(deps.pause)
      await watch(dialogId, wakeup)
      try {
        for (;;) {
          const found = await read()
          if (found !== undefined || signal.aborted) return found
          await wakeup.wait(everyMs, signal)
        }
      } finally {
        unwatch(dialogId, wakeup)
      }
    },
    wake(dialogId) {
      for (const wakeup of wakeups.get(dialogId) ?? []) wakeup.wake()
    },
  }
}
