// Messages about a write: to the process of the next turn, and to the dialog's watchers. All are hints (bus.ts).

import type { Bus } from '../../cluster/bus.js'
import type { DialogId, ProcessId } from '../../ids.js'
import type { KeyedInFlight } from '../../in-flight.js'
import type { Stored, TicketRef, TurnRef } from '../store/dialogs.js'
import type { Told } from '../store/handovers.js'
import type { Wakeup } from '../wakeup.js'

export interface Notify {
  /** Wakes the turn that is at the head now; undefined when there is none. */
  next(dialogId: DialogId, next: TicketRef | undefined): void
  written(dialogId: DialogId, outcome: Pick<Stored, 'next' | 'watchers'>): void
  /** Notifies of a write that concerns several turns. */
  announce(dialogId: DialogId, told: Told): void
  /** Stops the turn in its origin. The message goes three times, because no regular look would notice a cancelled
   *  turn. */
  cancelled(turn: TurnRef, origin: ProcessId): void
}

export interface NotifyDeps {
  readonly bus: Bus
  readonly processId: ProcessId
  /** Wakeups of the turns that wait in this process. */
  readonly wakeups: Pick<KeyedInFlight<Wakeup>, 'get'>
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
    // Neither sending nor pausing ever rejects.
    cancelled: (turn, origin) => void tellCancelled(turn, origin),
    written(dialogId, { next: head, watchers }) {
      announce(dialogId, { tickets: head ? [head] : [], watchers })
    },
    announce,
  }
}
