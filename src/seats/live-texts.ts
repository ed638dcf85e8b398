// A customer's text, as it was written, for the seat that holds the dialog (SEAT_SEES_RAW). It goes to all processes
// sealed under DATA_KEY, and is kept in the memory of the one that has the seat, until the seat is told of the message or
// for some seconds. A text that is not heard is lost: then the seat sees the masked one.
import type { LiveMessage } from '../cluster/bus.js'
import type { DialogId, TurnId } from '../ids.js'
import type { Seal } from '../privacy/seal.js'

export interface LiveTurn {
  readonly shop: string
  readonly dialogId: DialogId
  readonly turnId: TurnId
  /** Raw. */
  readonly text: string
}

export interface LiveTexts {
  /** To the seat that holds the dialog, in whatever process. */
  send(turn: LiveTurn): void
  /** Called with a message for a seat that is here. */
  hear(message: LiveMessage): void
  /** The turn's text, if it was heard: once. */
  take(turnId: TurnId): string | undefined
}

export interface LiveTextDeps {
  readonly seal: Seal
  broadcast(message: LiveMessage): void
}

const KEPT_MS = 10_000
const KEPT_MAX = 1_000

export function createLiveTexts({ seal, broadcast }: LiveTextDeps): LiveTexts {
  const heard = new Map<TurnId, string>()

  return {
    send({ shop, dialogId, turnId, text }) {
      const sealed = seal.seal(aboutOf(dialogId, turnId) + text)
      broadcast({ kind: 'live', shop, dialogId, turnId, sealed })
    },
    hear({ dialogId, turnId, sealed }) {
      const text = seal.open(sealed)
      const about = aboutOf(dialogId, turnId)
      if (heard.size >= KEPT_MAX || !text?.startsWith(about)) return
      heard.set(turnId, text.slice(about.length))
      setTimeout(() => heard.delete(turnId), KEPT_MS).unref()
    },
    take(turnId) {
      const text = heard.get(turnId)
      heard.delete(turnId)
      return text
    },
  }
}

/** Stands before the text in the seal, so that what was sealed of one turn opens as no other's. */
const aboutOf = (dialogId: DialogId, turnId: TurnId) => `${dialogId} ${turnId} `

/** Seats see masked texts alone. */
export const noLiveTexts: LiveTexts = { send: () => undefined, hear: () => undefined, take: () => undefined }
