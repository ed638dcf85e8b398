// Reads transcripts: one for the customer of the dialog, the seat that holds it, an admin of its shop; for an admin also
// all of a shop.
import type { DialogWalk, WalkedDialog } from '../dialog/store/dialog-walk.js'
import type { Dialogs } from '../dialog/store/dialogs.js'
import type { Handovers } from '../dialog/store/handovers.js'
import type { Services } from '../dialog/store/services.js'
import type { Opinions } from '../feedback/opinions.js'
import type { DialogId } from '../ids.js'
import type { StopSignal } from '../stop.js'
import { customersTranscriptOf, type Transcript, type TranscriptParts, transcriptOf } from './transcript.js'

/** `shop` is that of the reader's token. */
export type TranscriptReader =
  | { readonly role: 'customer'; readonly shop: string; readonly owner: string }
  | { readonly role: 'seat'; readonly shop: string; readonly sub: string }
  /** An admin of all shops may name none. */
  | { readonly role: 'admin'; readonly shop: string | undefined }

/** Dialogs in which something was said from one time on and before another, epoch milliseconds. */
export interface TranscriptFilter {
  readonly from: number
  readonly to: number
  /** The `sub` of a seat that closed a service in the dialog, or holds it; undefined: of any or none. */
  readonly seat: string | undefined
  /** Undefined: of all shops. */
  readonly shop: string | undefined
}

/** Throws Problem 'store-away'. */
export interface Transcripts {
  /** Undefined for a dialog that is unknown, or not this reader's to read. */
  read(dialogId: DialogId, reader: TranscriptReader, signal: StopSignal): Promise<Transcript | undefined>
  /** Walks over the store and reads one dialog after the other, as they are taken. A dialog that the store moves
   *  meanwhile may come twice. */
  all(filter: TranscriptFilter, signal: StopSignal): AsyncGenerator<Transcript>
}

export interface TranscriptDeps {
  readonly walk: DialogWalk
  readonly dialogs: Pick<Dialogs, 'read'>
  readonly handovers: Pick<Handovers, 'read'>
  readonly services: Pick<Services, 'of'>
  readonly opinions: Pick<Opinions, 'of'>
}

interface Found extends Pick<TranscriptParts, 'shop' | 'turns' | 'desk'> {
  readonly owner: string
}

export function createTranscripts(deps: TranscriptDeps): Transcripts {
  const { walk, handovers } = deps

  async function find(dialogId: DialogId, reader: TranscriptReader, signal: StopSignal) {
    if (reader.role === 'customer') return byOwner(dialogId, reader, signal)
    if (reader.role === 'seat') return ofSeat(dialogId, reader)
    const walked = await walk.find(dialogId)
    return walked && isOf(walked, reader) ? byOwner(dialogId, walked, signal) : undefined
  }

  async function byOwner(
    dialogId: DialogId,
    { owner, shop }: Pick<WalkedDialog, 'owner' | 'shop'>,
    signal: StopSignal,
  ): Promise<Found | undefined> {
    const [dialog, desk] = await Promise.all([
      deps.dialogs.read(dialogId, owner, signal),
      shop === undefined ? undefined : handovers.read(dialogId, shop),
    ])
    return dialog && { owner, shop, turns: dialog.turns, desk }
  }

  async function ofSeat(
    dialogId: DialogId,
    { shop, sub }: { readonly shop: string; readonly sub: string },
  ): Promise<Found | undefined> {
    const desk = await handovers.read(dialogId, shop)
    return desk?.hold?.sub === sub ? { owner: desk.owner, shop, turns: desk.turns, desk } : undefined
  }

  async function whole(dialogId: DialogId, found: Found): Promise<TranscriptParts | undefined> {
    const { owner, ...parts } = found
    const [view, opinions] = await Promise.all([
      deps.services.of(dialogId, owner),
      deps.opinions.of(dialogId),
    ])
    // Without a view it was erased in between.
    return view && { dialogId, ...parts, closed: view.closed, opinions }
  }

  async function wanted(walked: WalkedDialog, filter: TranscriptFilter, signal: StopSignal) {
    if (!isOf(walked, filter) || (filter.seat !== undefined && !walked.wasHanded)) return undefined
    const found = await byOwner(walked.dialogId, walked, signal)
    const parts = found && (await whole(walked.dialogId, found))
    const transcript = parts && transcriptOf(parts)
    return transcript && isWanted(transcript, filter) ? transcript : undefined
  }

  return {
    async read(dialogId, reader, signal) {
      const found = await find(dialogId, reader, signal)
      const parts = found && (await whole(dialogId, found))
      return parts && (reader.role === 'customer' ? customersTranscriptOf(parts) : transcriptOf(parts))
    },
    async *all(filter, signal) {
      for await (const page of walk.pages()) {
        for (const walked of page) {
          signal.throwIfAborted()
          const transcript = await wanted(walked, filter, signal)
          if (transcript) yield transcript
        }
      }
    },
  }
}

function isOf(walked: WalkedDialog, { shop }: Pick<TranscriptFilter, 'shop'>): boolean {
  return shop === undefined || walked.shop === shop
}

function isWanted({ entries, services }: Transcript, { from, to, seat }: TranscriptFilter): boolean {
  if (seat !== undefined && !services.some(service => service.seat === seat)) return false
  return entries.some(({ at }) => from <= at && at < to)
}
