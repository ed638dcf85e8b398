// A run's traces for the oracle: what customers said and were told, what stands in the dialogs, what the vendor was
// asked. Times are milliseconds of one steady clock, that of the tool's own process.

/** One message of a customer. Its text is said in no other message, so it names the turn. */
export interface Said {
  readonly text: string
  /** The dialog it was said in; undefined for the message that opens one. */
  readonly askedIn: string | undefined
  /** When it was sent first. */
  readonly sentAt: number
  /** The end of each try that failed: a status or the code of a transport error. */
  readonly failures: string[]
  /** The longest that a try, the polls aside, went without a response. */
  longestTryMs?: number
  /** The first 200 or 202. */
  told?: { readonly dialogId: string; readonly turnId: string; readonly at: number }
  answered?: { readonly seq: number; readonly answer: string; readonly level: number; readonly at: number }
}

/** A turn as GET /chat/{dialog_id} shows it. */
export interface Stored {
  readonly turn_id: string
  readonly seq: number
  readonly text: string
  readonly answer: string
  readonly source: string
}

/** A message of a prompt, without the system's. */
export interface Message {
  readonly role: string
  readonly content: string
}

export interface Evidence {
  readonly said: readonly Said[]
  /** Each dialog that a reply named, as it stood at the end; an absent one is gone. */
  readonly histories: ReadonlyMap<string, readonly Stored[]>
  /** Each prompt by the number of its call. */
  readonly prompts: ReadonlyMap<number, readonly Message[]>
}
