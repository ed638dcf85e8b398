// Telling those whom a write concerns: who runs next, who watches. All of it is hints (wire.ts).
import type { Bell } from './bell.js'
import type { DialogId, Origin, Stored, TicketRef, TurnId } from './dialogs.js'
import type { Wire } from './wire.js'

export interface Tellings {
  /** The turn is at the head now; undefined: nobody is. */
  next(dialogId: DialogId, next: TicketRef | undefined): void
  written(dialogId: DialogId, outcome: Pick<Stored, 'next' | 'watchers'>): void
}

export interface TellingPorts {
  readonly wire: Wire
  readonly self: Origin
  /** Of the turns that wait in this process. */
  readonly bells: ReadonlyMap<TurnId, Bell>
}

export function createTellings({ wire, self, bells }: TellingPorts): Tellings {
  function next(dialogId: DialogId, head: TicketRef | undefined): void {
    if (!head) return
    const bell = bells.get(head.turnId)
    if (bell) bell.ring()
    else if (head.origin !== self) wire.tell(head.origin, { what: 'wake', dialogId, turnId: head.turnId })
  }

  return {
    next,
    written(dialogId, outcome) {
      next(dialogId, outcome.next)
      for (const watcher of outcome.watchers) wire.tell(watcher, { what: 'wrote', dialogId })
    },
  }
}
