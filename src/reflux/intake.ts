// Takes degraded answers and left messages in without making their customers wait, and holds them while the store is
// away: that is when there are most of them. Bounded; what finds no room is counted and lost.
import { repeat } from '../timers.js'
import { isForReflux, type Reflux, type RefluxEntry } from './reflux.js'

export interface IntakeDeps {
  readonly reflux: Reflux
  /** The dialog was deleted a moment ago. */
  isErased(dialogId: string): Promise<boolean>
  /** An entry that finds no room, for the metrics. */
  onLost(): void
}

export interface Intake {
  /** Keeps the entry if it is one for the reflux. Returns at once. */
  offer(entry: RefluxEntry): void
  /** Drops what is kept and what still waits here of a deleted dialog. Throws Problem 'store-away'. */
  erase(dialogId: string): Promise<void>
  /** The same for all dialogs of a customer. */
  eraseOwner(owner: string): Promise<void>
  /** Drops what still waits here. */
  drop(dialogId: string): void
  dropOwner(owner: string): void
  /** Stores what waits, if the store lets us. */
  close(): Promise<void>
}

const MOST_WAITING = 10_000
const AT_ONCE = 100

export function createIntake({ reflux, isErased, onLost }: IntakeDeps, retryMs: number): Intake {
  let waiting: RefluxEntry[] = []

  /** A dialog may be deleted between its answer and now: either its mark is seen here, or the deletion sees the row. */
  async function keep(entry: RefluxEntry): Promise<void> {
    await reflux.add(entry)
    if (await isErased(entry.dialogId)) await reflux.erase(entry.dialogId)
  }
  function drop(dialogId: string): void {
    waiting = waiting.filter(entry => entry.dialogId !== dialogId)
  }
  function dropOwner(owner: string): void {
    waiting = waiting.filter(entry => entry.owner !== owner)
  }

  const storing = repeat(async () => {
    while (waiting.length > 0) {
      const some = waiting.slice(0, AT_ONCE)
      // Adding may be repeated, so some that failed are all tried again.
      await Promise.all(some.map(keep))
      const stored = new Set(some)
      waiting = waiting.filter(entry => !stored.has(entry))
    }
  }, retryMs)

  return {
    offer(entry) {
      if (!isForReflux(entry)) return
      if (waiting.length >= MOST_WAITING) return onLost()
      waiting.push(entry)
      // While the store is away the pace alone tries again.
      if (waiting.length === 1) storing.soon()
    },
    drop,
    dropOwner,
    async erase(dialogId) {
      drop(dialogId)
      await reflux.erase(dialogId)
    },
    async eraseOwner(owner) {
      dropOwner(owner)
      for await (const { dialogId, entries } of reflux.rows()) {
        if (entries[0]?.owner === owner) await reflux.erase(dialogId)
      }
    },
    async close() {
      await storing.now().catch(() => undefined)
      await storing.close()
    },
  }
}
