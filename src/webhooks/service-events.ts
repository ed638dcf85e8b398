// What the service itself tells shops: its level, the verdict on a gray release, and the end of a dialog that nobody ended.
import type { Clock } from '../clock.js'
import type { DialogId } from '../ids.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import type { EventTeller } from './event-teller.js'

/** How the service's level changed. */
export interface LevelMove {
  readonly from: { readonly level: number }
  /** `since` in epoch milliseconds. */
  readonly to: {
    readonly level: number
    readonly mode: string
    readonly reason: string
    readonly since: number
  }
}

/** Of a dialog that has ended. */
export interface EndedRow {
  readonly dialogId: DialogId
  /** Epoch milliseconds of the store. */
  readonly since: number
  readonly ref?: string | undefined
  /** The customer's keyed hash. */
  readonly owner?: string | undefined
}

export interface ServiceEvents {
  levelChanged(move: LevelMove): void
  /** The watch of a gray release came to a verdict; called in one process. */
  grayJudged(verdict: Readonly<Record<string, unknown>>): void
  /** A dialog that people had to do with has come to its end; its record is gone. */
  expired(shop: string, row: EndedRow): Promise<void>
}

export interface ServiceEventsDeps extends Pick<EventTeller, 'tellSoon'> {
  readonly keyedHash: KeyedHash
  readonly clock: Clock
  isErased(dialogId: DialogId): Promise<boolean>
}

/** An older change of level is no news: a process that starts learns of it. */
const NEWS_MS = 60_000

export function createServiceEvents({
  tellSoon,
  keyedHash,
  clock,
  isErased,
}: ServiceEventsDeps): ServiceEvents {
  return {
    levelChanged({ from, to }) {
      if (clock.now() - to.since > NEWS_MS) return
      // Every process tells of it, under one id.
      const id = keyedHash('event', 'level.changed', String(to.level), to.mode, String(to.since))
      const data = { from: from.level, to: to.level, mode: to.mode, reason: to.reason }
      tellSoon({ id, type: 'level.changed', shop: '*', at: to.since, data })
    },
    grayJudged: data => tellSoon({ type: 'gray.verdict', shop: '*', data }),
    async expired(shop, { dialogId, since, ref, owner }) {
      if (await isErased(dialogId)) return
      // Every process that has the desk tells of it, under one id and one version, later than any before.
      const id = keyedHash('event', 'expired', dialogId)
      const data = { by: 'expiry', ref }
      tellSoon({ id, type: 'dialog.closed', shop, dialogId, owner, version: since, data })
    },
  }
}
