// Frames of the seat's WebSocket, with their keys in camelCase, as far as this page uses them.
import type { Card, Confirmation } from '../client/api-types.js'

/** A dialog in a list of the desk. */
export interface Row {
  readonly dialogId: string
  readonly ref?: string
  readonly since: string
  readonly reason: string
  /** The customer's last message. */
  readonly last: string
  readonly orderId?: string
  readonly skill?: string
  readonly waitedS: number
  readonly dueAt?: string
}

export interface Me {
  readonly sub: string
  readonly name?: string
  readonly status: SeatStatus
  readonly capacity: number
  readonly load: number
}

export type SeatStatus = 'online' | 'away' | 'break'
export type Outcome = 'solved' | 'unsolved' | 'no-reply' | 'spam'

/** How a service ended. */
export interface Ending {
  readonly outcome: Outcome
  /** '' for none. */
  readonly summary: string
  readonly tags: readonly string[]
}

/** A turn of the bot, a message of a seat, or a question that nobody has answered. */
export interface PastEntry {
  readonly turnId?: string
  /** Foreseen, where nobody has answered yet. */
  readonly seq: number
  readonly at: string
  readonly text: string
  readonly from?: 'seat'
  readonly name?: string
  readonly answer?: string | null
  readonly ai?: boolean
  /** A write that the answer proposed. */
  readonly confirm?: Confirmation
}

export interface LeftMessage {
  readonly messageId: string
  readonly at: string
  readonly text: string
}

export interface History {
  readonly dialogId: string
  readonly claimId: string
  readonly turns: readonly PastEntry[]
  /** Orders and products of the talk, each as it was shown last. */
  readonly cards?: readonly Card[]
  /** Messages left while nobody was there. */
  readonly left?: readonly LeftMessage[]
  readonly notes: readonly { readonly at: string; readonly by: string; readonly text: string }[]
  readonly summary: { readonly text: string; readonly openQuestion: string }
}

interface ProblemFrame {
  readonly type: string
  /** As in HTTP. */
  readonly status: number
  readonly detail?: string
  readonly holder?: string
}

export type SeatFrameIn =
  | {
      readonly type: 'queue'
      readonly waiting: Row[]
      readonly held: Row[]
      readonly left: Row[]
      readonly me: Me
      /** Of the canned replies. */
      readonly cannedVersion: string
    }
  | { readonly type: 'waiting'; readonly row: Row }
  | { readonly type: 'left'; readonly row: Row }
  | {
      readonly type: 'offer'
      readonly dialogId: string
      readonly row: Row
      readonly expiresInMs: number
    }
  | { readonly type: 'taken'; readonly dialogId: string; readonly by: string }
  | { readonly type: 'gone'; readonly dialogId: string; readonly why: string }
  | {
      readonly type: 'status'
      readonly status: SeatStatus
      readonly load: number
      /** `missed`: offers were missed, and the seat is away. `silent`: customers have fallen silent. */
      readonly why?: 'missed' | 'silent'
    }
  | { readonly type: 'seats'; readonly online: number; readonly away: number; readonly waiting: number }
  | ({ readonly type: 'history'; readonly ref?: string } & History)
  | {
      readonly type: 'draft'
      readonly ref?: string
      readonly dialogId: string
      readonly draftId: string
      readonly text: string
    }
  | {
      readonly type: 'said'
      readonly ref: string
      readonly dialogId: string
      readonly seq: number
      readonly at: string
    }
  | {
      readonly type: 'message'
      readonly dialogId: string
      /** Of a message of the customer. */
      readonly turnId?: string
      readonly seq: number
      readonly from: 'customer' | 'seat'
      readonly text: string
      readonly at: string
    }
  | { readonly type: 'typing'; readonly dialogId: string }
  | { readonly type: 'read'; readonly dialogId: string; readonly seq: number }
  | { readonly type: 'done'; readonly ref: string }
  | {
      readonly type: 'error'
      readonly ref?: string
      readonly problem: ProblemFrame
      readonly retryAfterS?: number
    }
