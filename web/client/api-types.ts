// The server's data, in the client's names: those of the contract in camelCase.

export type Source = 'llm' | 'hot' | 'tool' | 'faq' | 'seat' | 'notice'
export type Mode = 'bot' | 'queued' | 'seat'

export interface Answer {
  readonly dialogId: string
  readonly turnId: string
  /** From 1, without gaps in its dialog. */
  readonly seq: number
  readonly answer: string
  readonly source: Source
  /** A model wrote the answer. */
  readonly ai: boolean
  /** The rung of the degradation ladder, 0 to 4. */
  readonly level: number
  /** `stable`, or the name of the release that the customer met. */
  readonly variant?: string
  readonly costMs: number
  readonly faqId?: string
  readonly candidates?: readonly string[]
  readonly cards?: readonly Card[]
  /** Where the facts of the answer come from. */
  readonly grounds?: readonly Ground[]
  /** Something is proposed: it is done only when somebody confirms it. */
  readonly confirm?: Confirmation
  readonly reason?: string
  /** The turn whose question this one asked again, by itself: that one had got a degraded answer. */
  readonly improves?: string
  /** The dialog that was named is gone; this is another one. */
  readonly renewed?: boolean
  /** Given without the dialog's memory, and not kept in it. */
  readonly stateless?: boolean
  /** False where a person was asked for in words and nobody is there. */
  readonly open?: boolean
  /** A person is offered. */
  readonly offer?: { readonly kind: 'handoff'; readonly reason: string }
}

/** An order or a product beside an answer, as it was when the answer was given. */
export type Card = OrderCard | ProductCard

export interface OrderCard {
  readonly type: 'order'
  readonly orderId: string
  readonly status?: string
  readonly statusText?: string
  readonly title?: string
  readonly imageUrl?: string
  readonly count?: number
  readonly amount?: Amount
  readonly eta?: string
  /** Newest first. */
  readonly track?: readonly { readonly at: string; readonly text: string }[]
  readonly actions?: readonly CardAction[]
  /** ISO 8601. */
  readonly asOf: string
}

export interface ProductCard {
  readonly type: 'product'
  readonly productId: string
  readonly title?: string
  readonly imageUrl?: string
  readonly price?: Amount
  readonly url?: string
}

export interface Amount {
  readonly value: string
  readonly currency: string
}

/** Tapped, `ask` sends its text as the next question; `confirm` belongs to the answer's confirmation. */
export type CardAction =
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'ask'; readonly text: string }
  | { readonly kind: 'confirm'; readonly confirmId: string }

export interface Confirmation {
  readonly confirmId: string
  readonly tool: string
  /** The proposed step, in a sentence. */
  readonly text: string
  /** ISO 8601. */
  readonly expiresAt: string
  readonly by: 'customer' | 'seat'
}

/** `unknown`: the shop did not say whether it was done; it is looked up, never tried again blind. */
export interface Confirmed {
  readonly state: 'done' | 'failed' | 'refused' | 'unknown'
  readonly card?: Card
}

export interface Ground {
  readonly kind: 'tool' | 'faq'
  readonly id: string
  /** ISO 8601. */
  readonly at: string
}

/** A turn as the history shows it. */
export interface PastTurn {
  readonly turnId: string
  readonly seq: number
  /** ISO 8601. */
  readonly at: string
  readonly text: string
  readonly answer: string
  readonly source: Source
  readonly ai: boolean
  readonly cards?: readonly Card[]
  readonly confirm?: Confirmation
  readonly improves?: string
}

/** A person's message, as the history shows it. */
export interface SeatMessage {
  readonly seq: number
  /** ISO 8601. */
  readonly at: string
  readonly from: 'seat'
  readonly name?: string
  readonly text: string
  /** A model wrote it, and the person said it unchanged. */
  readonly ai: boolean
}

/** The mode now, and what a waiting customer wants to know. */
export interface ModeNow {
  readonly mode: Mode
  readonly position?: number
  readonly waiting?: number
  /** Seconds; null when nobody can tell. */
  readonly etaS?: number | null
  readonly seat?: { readonly name?: string }
  readonly reason?: string
  readonly serviceId?: string
  /** False: nobody is there, and `why`. */
  readonly open?: boolean
  readonly why?: 'hours' | 'nobody' | 'full' | 'long'
  readonly nextOpenAt?: string | null
}

export interface Dialog extends ModeNow {
  readonly dialogId: string
  /** ISO 8601. */
  readonly expiresAt: string
  /** A closed service that may be rated. */
  readonly rate?: Omit<News['rate'], 'dialogId'>
  /** Oldest first. */
  readonly turns: readonly (PastTurn | SeatMessage)[]
}

/** A dialog as it is kept, with what its customer may read. */
export interface Transcript {
  readonly dialogId: string
  readonly shop: string | null
  /** ISO 8601, as `to`; null without entries. */
  readonly from: string | null
  readonly to: string | null
  readonly services: readonly {
    readonly serviceId: string
    /** Absent while it goes on. */
    readonly outcome?: string
    readonly closedAt?: string
    readonly rating?: { readonly score: number; readonly solved?: boolean; readonly comment?: string }
  }[]
  /** Oldest first. */
  readonly entries: readonly {
    /** Absent for left messages and for what waits for a person. */
    readonly seq?: number
    /** ISO 8601. */
    readonly at: string
    readonly from: 'customer' | 'bot' | 'seat' | 'system'
    readonly name?: string
    readonly text: string
    readonly ai: boolean
    readonly source?: Source
    readonly cards?: readonly Card[]
    readonly rating?: { readonly score: number; readonly comment?: string }
  }[]
}

/** Where the server put a turn. */
export interface Place {
  readonly dialogId: string
  readonly turnId: string
  readonly renewed?: boolean
}

/** The events of a dialog. */
export interface News {
  /** An answer that this client has not seen: to its own turns and to those asked elsewhere. */
  answer: Answer
  /** A person wrote. */
  message: { readonly dialogId: string } & SeatMessage
  mode: { readonly dialogId: string } & ModeNow
  /** The person is writing. */
  typing: { readonly dialogId: string; readonly from: string }
  /** The person has read up to `seq`. */
  read: { readonly dialogId: string; readonly seq: number }
  /** A service is over: the customer may rate it. */
  rate: { readonly dialogId: string; readonly serviceId: string; readonly expiresAt: string }
  /** The person's connection is lost, or found again. */
  link: { readonly dialogId: string; readonly state: 'reconnecting' | 'back' }
  /** Missed news cannot be told apart: this is all that is kept, and replaces what was shown. */
  reset: { readonly dialogId: string; readonly turns: Dialog['turns'] }
}

/** A parsed body, event or frame with its keys in camelCase. The server is trusted to keep its contract. */
export function fromWire<T>(value: unknown): T {
  return camel(value) as T
}

function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [camelKey(key), camel(inner)]))
}

const camelKey = (key: string) => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
