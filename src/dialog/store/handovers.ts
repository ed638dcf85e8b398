// The acts that change who talks in a dialog: a customer asks for a person, a seat claims, says, gives back, closes.
// Each is one step in the dialog's record, may be repeated, and is refused with a claim that is no longer the newest.
// The order of waiting dialogs and the seats at the desk are decided in src/seats.
import type { StoredTurn } from '../../answer/answer.js'
import type { DialogId, ProcessId, TurnId } from '../../ids.js'
import type { TicketRef } from './dialogs.js'
import type { KeepsEvent } from './event-seed.js'
import type { Handoff, Hold } from './handoff.js'
import type { Outcome } from './services.js'
import type { HandoffOffer, KeptSummary, Mode, Note, ReplyTimes, ReturnOrder, TalkState } from './talk.js'

/** A customer's wish for a person. Its event is kept when the wait is new. */
export interface HandoffWish extends Omit<Handoff, 'since'>, KeepsEvent {
  readonly dialogId: DialogId
  readonly owner: string
  /** A rule of the shop calls the person; it may not for a while after the customer left the queue. */
  readonly isByRule?: boolean | undefined
  /** The turn that asks also opens the dialog: an absent one is created. */
  readonly opens: boolean
  /** Absent: the switch stays. */
  readonly bot?: 'on' | 'off' | undefined
  /** The dialog's place in the queue, by the board. */
  readonly position?: number | undefined
  /** Of the turn that asks. */
  readonly traceparent?: string | undefined
  readonly once?: Once | undefined
}

/** Hashes of an Idempotency-Key and of what came with it. */
export interface Once {
  readonly key: string
  readonly body: string
}

/** A seat's act on a dialog of its shop. A message and a note keep no event. */
export interface SeatAct extends KeepsEvent {
  readonly dialogId: DialogId
  readonly shop: string
  readonly sub: string
  /** Absent: any claim of this sub. */
  readonly claimId?: string | undefined
  /** A claim and a message have none: they are repeated in other ways. */
  readonly once?: Once | undefined
}

export interface ClaimAct extends Omit<SeatAct, 'claimId'> {
  readonly name: string
  /** Fresh ids; a repeated claim keeps the earlier ones. */
  readonly claimId: string
  readonly serviceId: string
  /** The seat has no socket and gets the customer's messages as events. */
  readonly isSocketless?: boolean
}

/** Its event tells what the seat says of the service, masked. */
export interface CloseAct extends SeatAct {
  readonly summary?: string | undefined
  readonly tags?: readonly string[] | undefined
}

/** A text for the customer, masked and encoded. */
export interface SeatText {
  readonly text: string
  /** The text as an encoded prompt message. */
  readonly fragment: string
  /** True when a model wrote the text and the seat changed nothing. */
  readonly ai: boolean
}

export interface SayAct extends SeatAct, SeatText {
  readonly messageId: TurnId
  /** Keyed hash of the frame's key and of the sub. */
  readonly key: string
  /** Keyed hash of the raw text: the same key with another text is refused. */
  readonly textHash: string
  /** The name that customers see. */
  readonly name: string
}

/** Processes that need a message about a write: the origins of turns that have ended or may run, and the watchers. */
export interface Told {
  readonly tickets: readonly TicketRef[]
  readonly watchers: readonly ProcessId[]
}

/** This customer or shop has no such dialog. */
interface Absent {
  readonly kind: 'absent'
}
/** The dialog is not held under this claim, so the act is refused. */
interface NotHeld {
  readonly kind: 'not-held'
}

/** The act comes under a key that was used: for itself, so that nothing is done again, or for another act. */
export interface Before {
  readonly kind: 'repeated' | 'key-reused'
}

export type QueueResult =
  | ({ readonly kind: 'queued'; readonly handoff: Handoff; readonly isNew: boolean } & Told)
  | { readonly kind: 'held'; readonly name: string }
  /** The customer left the queue less than QUIET_MS ago: no rule queues the dialog again before. */
  | { readonly kind: 'quiet' }
  /** The key was used for this wish: nothing is done again, whatever has become of it. */
  | { readonly kind: 'repeated'; readonly mode: Mode; readonly name: string }
  | { readonly kind: 'key-reused' }
  | Absent

export type LeaveResult =
  | ({ readonly kind: 'left' } & Told)
  | { readonly kind: 'held'; readonly name: string }
  | { readonly kind: 'not-waiting' }
  | Absent

export type ClaimResult =
  | ({ readonly kind: 'claimed'; readonly hold: Hold; readonly isNew: boolean } & Told)
  /** Seat `sub` holds the dialog. */
  | { readonly kind: 'held'; readonly sub: string }
  | { readonly kind: 'not-waiting' }
  | Absent

export type SayResult =
  | ({ readonly kind: 'said'; readonly seq: number; readonly at: number; readonly isNew: boolean } & Told &
      ReplyTimes)
  | { readonly kind: 'key-reused' }
  | NotHeld
  | Absent

/** The hold that has ended. */
export type EndResult = ({ readonly kind: 'ended'; readonly hold: Hold } & Told) | Before | NotHeld | Absent

export type NoteResult = { readonly kind: 'noted' } | Before | NotHeld | Absent

/** A customer's message that a seat has not answered yet. */
export interface Unanswered {
  readonly turnId: TurnId
  readonly text: string
  /** Epoch milliseconds of the store. */
  readonly at: number
}

/** A message that a customer has left. */
export interface KeptMessage {
  readonly messageId: string
  readonly at: number
  /** Masked. */
  readonly text: string
}

/** A dialog as the desk sees it. */
export interface DeskView extends TalkState {
  readonly dialogId: DialogId
  /** The customer's keyed hash. */
  readonly owner: string
  readonly handoff: Handoff
  readonly hold: Hold | undefined
  /** The seq of the newest stored turn or message. */
  readonly seq: number
  readonly expiresAt: number
  /** Turns and messages, oldest first. */
  readonly turns: readonly StoredTurn[]
  readonly unanswered: readonly Unanswered[]
  readonly notes: readonly Note[]
  /** Text of a message that was left and not yet taken up by a seat. */
  readonly left: string | undefined
  /** All that the customer has left. */
  readonly messages: readonly KeptMessage[]
  readonly summary: KeptSummary | undefined
}

/** Each method throws Problem 'store-away' when the store cannot be asked, and never throws for a refusal. */
export interface Handovers {
  /** Queues the dialog. A waiting one keeps its place, and a stronger reason improves the place. */
  queue(wish: HandoffWish): Promise<QueueResult>
  /** Switches the bot of a dialog, which need not wait. While it is off no model answers until a person came or the bot
   *  is switched on. Undefined changes nothing. */
  setBot(dialogId: DialogId, owner: string, bot: 'on' | 'off' | undefined): Promise<LeaveResult>
  /** Records the bot's offer of a person: once in QUIET_MS, and not in a dialog that waits, is held or has just left
   *  the queue. A wish that accepts the offer gets the offer's reason. */
  offer(dialogId: DialogId, owner: string, offer: HandoffOffer): Promise<'offered' | 'not-now' | 'absent'>
  /** Ends the customer's wait: the bot answers again. */
  leaveQueue(dialogId: DialogId, owner: string, event?: string): Promise<LeaveResult>
  /** Gives the waiting dialog to this seat. An answer that the bot is making is refused from now on. */
  claim(act: ClaimAct): Promise<ClaimResult>
  /** Stores a seat's message, which answers every turn that waited for a person. */
  say(act: SayAct): Promise<SayResult>
  /** Gives the dialog back to the bot; the notice answers the turns that waited for a person. */
  close(act: CloseAct, notice: SeatText, outcome: Outcome): Promise<EndResult>
  /** Puts the dialog back in the queue, with this reason and before later ones; turns that wait for a person go on
   *  waiting. */
  giveBack(act: SeatAct, how: ReturnOrder): Promise<EndResult>
  /** Gives the dialog to another seat at once; the result has the hold before. */
  move(act: SeatAct, to: ClaimAct): Promise<EndResult>
  note(act: SeatAct, text: string): Promise<NoteResult>
  /** What became of the act under its key; undefined when it is new. */
  before(act: SeatAct): Promise<Before | undefined>
  /** Kept for the next seat, if the dialog still waits. */
  keepSummary(dialogId: DialogId, shop: string, summary: KeptSummary): Promise<void>
  /** Undefined for a dialog that is unknown, another shop's, or was never handed over. */
  read(dialogId: DialogId, shop: string): Promise<DeskView | undefined>
}
