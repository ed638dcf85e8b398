// What a person sees of their customer: that they write, and up to where they have read. Hints; a bot gets none.
import type { Client } from '../client/client.js'
import { TYPING_EVERY_MS } from '../client/typing.js'
import type { Talk } from './talk.js'

export interface Signs {
  /** The customer is writing something. */
  writing(): void
  /** The customer sees the person's message `seq`. */
  seen(seq: number): void
}

export function createSigns(
  client: Pick<Client, 'typing' | 'read'>,
  talk: () => Pick<Talk, 'dialogId' | 'mode'>,
  now: () => number,
): Signs {
  let toldAt = Number.NEGATIVE_INFINITY
  let read = { dialogId: '', seq: 0 }

  /** Absent while no person has the dialog. */
  function heldDialog(): string | undefined {
    const { dialogId, mode } = talk()
    return mode.mode === 'seat' ? dialogId : undefined
  }

  return {
    writing() {
      const dialogId = heldDialog()
      if (dialogId === undefined || now() - toldAt < TYPING_EVERY_MS) return
      toldAt = now()
      client.typing(dialogId)
    },
    seen(seq) {
      const dialogId = heldDialog()
      if (dialogId === undefined || (dialogId === read.dialogId && seq <= read.seq)) return
      read = { dialogId, seq }
      client.read(dialogId, seq)
    },
  }
}
