// Messages about a write: to the process of the next turn, and to those that watch the dialog. All are hints (bus.ts).

import type { Bus } from '../../cluster/bus.js'
import type { DialogId, ProcessId, TurnId } from '../../ids.js'
import type { Stored, TicketRef, TurnRef } from '../store/dialogs.js'
import type { Told } from '../store/handovers.js'
import type { Wakeup } from '../wakeup.js'

export interface Notify {
  /** The turn is at the head now; undefined: nobody is. */
  next(dialogId: DialogId, next: TicketRef | undefined): void
  written(dialogId: DialogId, outcome: Pick<Stored, 'next' | 'watchers'>): void
  /** The same of a write that concerns several turns. */
  announce(dialogId: DialogId, told: Told): void
  /** The origin need not go on: said three times, because nobody would find out by looking. */
  cancelled(turn: TurnRef, origin: ProcessId): void
}

export interface NotifyDeps {
  readonly bus: Bus
  readonly processId: ProcessId
  /** Of the turns that wait in this process. */
  readonly wakeups: ReadonlyMap<TurnId, Wakeup>
  readonly pause: (ms: number) => Promise<void>
}

/** All within the second in which a cancelled call should end. */
const CANCEL_TIMES = 3
const CANCEL_AGAIN_MS = 300

export function createNotify({ bus, processId, wakeups, pause }: NotifyDeps): Notify {
  function next(dialogId: DialogId, head: TicketRef | undefined): void {
    if (!head) return
    const wakeup = wakeups.get(head.turnId)
    if (wakeup) wakeup.wake()
    else if (head.origin !== processId) bus.send(head.origin, { kind: 'wake', dialogId, turnId: head.turnId })
  }

  function announce(dialogId: DialogId, { tickets, watchers }: Told): void {
    for (const ticket of tickets) next(dialogId, ticket)
    for (const watcher of watchers) bus.send(watcher, { kind: 'wrote', dialogId })
  }

  async function tellCancelled({ dialogId, turnId }: TurnRef, origin: ProcessId): Promise<void> {
    for (let times = 0; times < CANCEL_TIMES; times++) {
      if (times > 0) await pause(CANCEL_AGAIN_MS)
      bus.send(origin, { kind: 'cancelled', dialogId, turnId })
    }
  }

  return {
    next,
    // Neither a tell nor a pause ever rejects.
    cancelled: (turn, origin) => void tellCancelled(turn, origin),
    written(dialogId, { next: head, watchers }) {
      announce(dialogId, { tickets: head ? [head] : [], watchers })
    },
    announce,
  }
}
