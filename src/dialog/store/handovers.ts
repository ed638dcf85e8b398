// The acts that change who talks in a dialog: a customer asks for a person, a seat claims, says, gives back, closes.
// Each is one step in the dialog's record, may be repeated, and is refused with a claim that is no longer the newest.
// Which dialog waits before which, and who is at the desk, is not decided here but in src/seats.
import type { StoredTurn } from '../../answer/answer.js'
import type { DialogId, ProcessId, TurnId } from '../../ids.js'
import type { TicketRef } from './dialogs.js'
import type { KeepsEvent } from './event-seed.js'
import type { Outcome } from './services.js'
import type { ReplyTimes, ReturnOrder, TalkState } from './talk.js'

/** Why a dialog is handed over. */
export type HandoffReason =
  | 'asked'
  | 'refused-ai'
  | 'safety'
  | 'security'
  | 'failed'
  | 'repeated'
  | 'mood'
  | 'feedback'
  | 'slow'
  | 'no-answer'
  | 'ladder'
  | 'model'
  | 'returned'
  | 'transfer'
  | 'left-message'

/** A person at the desk. */
export interface SeatName {
  /** The token's `sub`. */
  readonly sub: string
  /** Shown to customers. */
  readonly name: string
}

/** What is known of a dialog's wait for a person. */
export interface Handoff {
  readonly shop: string
  readonly reason: HandoffReason
  /** 0 is served first. */
  readonly priority: number
  /** Epoch milliseconds of the store: the wait began, or the dialog was first queued when a seat gave it back. */
  readonly since: number
  /** The shop's own pseudonym for the customer. */
  readonly ref?: string | undefined
  readonly skill?: string | undefined
  /** The customer's own words, masked. */
  readonly note?: string | undefined
  /** How long the customer was told to wait, in seconds. */
  readonly etaS?: number | undefined
  readonly language: string
}

/** A seat's hold of a dialog, from claim to close. */
export interface Hold extends SeatName {
  readonly claimId: string
  readonly serviceId: string
  /** Epoch milliseconds of the claim. */
  readonly at: number
  readonly isSocketless?: boolean
}

/** A customer's wish for a person. Its event is kept when the wait is new. */
export interface HandoffWish extends Omit<Handoff, 'since'>, KeepsEvent {
  readonly dialogId: DialogId
  readonly owner: string
  /** A rule calls a person, nobody asked: after the customer left the queue it calls nobody for a while. */
  readonly isByRule?: boolean | undefined
  /** The dialog is created when it is absent: a turn that opens it asked for a person. */
  readonly opens: boolean
  /** Absent: as it was. */
  readonly bot?: 'on' | 'off' | undefined
  /** Its place in the queue, by the board. */
  readonly position?: number | undefined
}

/** A customer's message for whoever comes next. */
export interface LeftMessage {
  readonly dialogId: DialogId
  readonly owner: string
  readonly shop: string
  readonly ref?: string | undefined
  readonly language: string
  readonly messageId: string
  /** Masked. */
  readonly text: string
}

/** A seat's act on a dialog of its shop. A message and a note keep no event. */
export interface SeatAct extends KeepsEvent {
  readonly dialogId: DialogId
  readonly shop: string
  readonly sub: string
  /** Absent: whichever claim this sub holds. */
  readonly claimId?: string | undefined
}

export interface ClaimAct extends Omit<SeatAct, 'claimId'> {
  readonly name: string
  /** Fresh ids; a repeated claim keeps the earlier ones. */
  readonly claimId: string
  readonly serviceId: string
  /** It is told of the customer's messages by events. */
  readonly isSocketless?: boolean
}

/** A text for the customer, masked and encoded. */
export interface SeatText {
  readonly text: string
  /** The text as an encoded prompt message. */
  readonly fragment: string
  /** A model wrote it, and the seat changed nothing. */
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

/** Somebody must be told of a write: the origins of turns that have ended or may run, and those that watch. */
export interface Told {
  readonly tickets: readonly TicketRef[]
  readonly watchers: readonly ProcessId[]
}

/** There is no such dialog of this customer or shop. */
interface Absent {
  readonly kind: 'absent'
}
/** The act is another's to do: the dialog is not held under this claim. */
interface NotHeld {
  readonly kind: 'not-held'
}

export type QueueResult =
  | ({ readonly kind: 'queued'; readonly handoff: Handoff; readonly isNew: boolean } & Told)
  | { readonly kind: 'held'; readonly name: string }
  /** The customer left the queue a moment ago, and a rule is silent for so long. */
  | { readonly kind: 'quiet' }
  | Absent

export type LeaveResult =
  | ({ readonly kind: 'left' } & Told)
  | { readonly kind: 'held'; readonly name: string }
  | { readonly kind: 'not-waiting' }
  | Absent

export type LeftResult =
  | { readonly kind: 'kept' }
  /** As many messages as may be were left in the dialog. */
  | { readonly kind: 'full' }
  | Absent

export type ClaimResult =
  | ({ readonly kind: 'claimed'; readonly hold: Hold; readonly isNew: boolean } & Told)
  /** `sub` has it. */
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
export type EndResult = ({ readonly kind: 'ended'; readonly hold: Hold } & Told) | NotHeld | Absent

export type NoteResult = { readonly kind: 'noted' } | NotHeld | Absent

/** A customer's message that a seat has not answered yet. */
export interface Unanswered {
  readonly turnId: TurnId
  readonly text: string
  /** Epoch milliseconds of the store. */
  readonly at: number
}

export interface Note {
  readonly at: number
  readonly by: string
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
  /** A message was left and no seat has taken it up yet: its text. */
  readonly left: string | undefined
}

/** Throws Problem 'store-away' when the store cannot be asked; never throws for a refusal. */
export interface Handovers {
  /** Queues the dialog. One that waits already keeps its place, and a stronger reason improves it. */
  queue(wish: HandoffWish): Promise<QueueResult>
  /** Switches the bot of a dialog that need not wait: off, no model answers until a person came or it is switched on;
   *  undefined leaves it as it is. */
  setBot(dialogId: DialogId, owner: string, bot: 'on' | 'off' | undefined): Promise<LeaveResult>
  /** Keeps a message for the next seat. */
  leaveMessage(message: LeftMessage): Promise<LeftResult>
  /** The customer waits no longer: the bot answers again. */
  leaveQueue(dialogId: DialogId, owner: string, event?: string): Promise<LeaveResult>
  /** The waiting dialog is this seat's. What the bot was about to answer is refused from now on. */
  claim(act: ClaimAct): Promise<ClaimResult>
  /** Stores a seat's message; every turn that waited for a person is answered by it. */
  say(act: SayAct): Promise<SayResult>
  /** Back to the bot; what waited for a person is answered by this text, a notice. */
  close(act: SeatAct, notice: SeatText, outcome: Outcome): Promise<EndResult>
  /** Back to the queue, with this reason and before those who came later; what waited for a person goes on waiting. */
  giveBack(act: SeatAct, how: ReturnOrder): Promise<EndResult>
  /** To another seat at once. `ended` is the hold before. */
  move(act: SeatAct, to: ClaimAct): Promise<EndResult>
  note(act: SeatAct, text: string): Promise<NoteResult>
  /** Undefined for a dialog that is unknown, another shop's, or was never handed over. */
  read(dialogId: DialogId, shop: string): Promise<DeskView | undefined>
}
