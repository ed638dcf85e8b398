// Reads a transcript for one who may read it: the customer of the dialog, the seat that holds it, an admin of its shop.
// The record knows the shop of a dialog from its first handover on: until then the customer alone can read it.
import type { Dialogs } from '../dialog/store/dialogs.js'
import type { Handovers } from '../dialog/store/handovers.js'
import type { Services } from '../dialog/store/services.js'
import type { Opinions } from '../feedback/opinions.js'
import type { DialogId } from '../ids.js'
import type { StopSignal } from '../stop.js'
import { type Transcript, transcriptOf } from './transcript.js'

/** `shop` is that of the reader's token, or the one that an admin of all shops names. */
export type TranscriptReader =
  | { readonly role: 'customer'; readonly shop: string; readonly owner: string }
  | { readonly role: 'seat'; readonly shop: string; readonly sub: string }
  | { readonly role: 'admin'; readonly shop: string }

export interface Transcripts {
  /** Undefined for a dialog that is unknown, or not this reader's to read. Throws Problem 'store-away'. */
  read(dialogId: DialogId, reader: TranscriptReader, signal: StopSignal): Promise<Transcript | undefined>
}

export interface TranscriptDeps {
  readonly dialogs: Pick<Dialogs, 'read'>
  readonly handovers: Pick<Handovers, 'read'>
  readonly services: Pick<Services, 'of'>
  readonly opinions: Pick<Opinions, 'of'>
}

export function createTranscripts({ dialogs, handovers, services, opinions }: TranscriptDeps): Transcripts {
  async function partsFor(dialogId: DialogId, reader: TranscriptReader, signal: StopSignal) {
    if (reader.role === 'customer') {
      const { owner, shop } = reader
      const [dialog, desk] = await Promise.all([
        dialogs.read(dialogId, owner, signal),
        handovers.read(dialogId, shop),
      ])
      return dialog && { owner, turns: dialog.turns, desk }
    }
    const desk = await handovers.read(dialogId, reader.shop)
    if (!desk || (reader.role === 'seat' && desk.hold?.sub !== reader.sub)) return undefined
    return { owner: desk.owner, turns: desk.turns, desk }
  }

  return {
    async read(dialogId, reader, signal) {
      const parts = await partsFor(dialogId, reader, signal)
      if (!parts) return undefined
      const [view, told] = await Promise.all([services.of(dialogId, parts.owner), opinions.of(dialogId)])
      // It was erased in between.
      if (!view) return undefined
      const { turns, desk } = parts
      const whole = { dialogId, shop: reader.shop, turns, desk, closed: view.closed, opinions: told }
      return transcriptOf(whole, reader.role === 'customer')
    },
  }
}
