// The contract of the worker pool: two jobs a turn, micro-batched. What a job computes is in text-work.ts;
// how it travels is in offload.piscina.ts.
// Fails closed: a job that crashes, times out or finds no worker rejects with Problem 'masking-failed'.

import type { FaqEdition } from '../faq/store.js'
import type { BlockAction } from '../privacy/block-terms.js'
import type { HeldValue } from '../privacy/placeholders.js'
import type { StreamState } from '../privacy/stream.js'

/** One hit of a masking rule or a blocked term, as audit needs it: never the value, only its keyed hash. */
export interface Hit {
  /** A kind of personal data, or `blocked`. */
  readonly kind: string
  /** The rule that found it; a blocked term's category. */
  readonly rule: string
  /** The effect of a blocked term on the text. */
  readonly action?: BlockAction
  /** UTF-16 offset in the raw text. */
  readonly start: number
  /** Keyed hash of the value, hex. */
  readonly hash: string
}

/** A topic that retrieval found for a question. */
export interface FaqMatch {
  readonly topic: string
  /** 0 to 1; at or above the threshold of faq/retrieve.ts the answer is given without reserve. */
  readonly confidence: number
  /** The same, had it to be answered from the shop's books: for the FAQ a certain order counts against a match. */
  readonly ofOrder?: number
  readonly answer: string
}

export interface PrepareJob {
  readonly text: string
  /** How many FAQ matches are wanted; 0 spends nothing on retrieval. */
  readonly matches: number
  /** Whose FAQ; the common one when absent. */
  readonly shop?: string
}

/** Why a text may not pass; absent when it may. Its terms are starred in what is stored of it. */
export type Blocked = Exclude<BlockAction, 'star'>

/** A masked answer. */
export interface Finished {
  readonly masked: string
  readonly blocked?: Blocked
  /** The text as an encoded prompt fragment. */
  readonly fragment: string
  readonly hits: readonly Hit[]
}

/** A masked question, and what the FAQ has for it. */
export interface Prepared extends Finished {
  /** Best first. */
  readonly matches: readonly FaqMatch[]
  /** The values that were masked, with MASK_MODE=placeholder; absent when there are none. They are for the dialog's vault
   *  alone. */
  readonly held?: readonly HeldValue[]
}

/** A piece of a stream on its way through the mask. */
export interface PieceJob {
  readonly text: string
  /** The state that the piece before returned; absent for the first. */
  readonly state?: StreamState
  readonly isLast: boolean
}

export interface StreamPiece {
  /** The text that may be sent by now, possibly ''. */
  readonly released: string
  readonly state: StreamState
}

export interface Offload {
  /** Masks and encodes a customer's text. */
  prepare(job: PrepareJob): Promise<Prepared>
  /** Masks and encodes an answer. */
  finish(text: string): Promise<Finished>
  /** Masks a text for which no customer waits, behind all jobs for which one does. */
  check(text: string): Promise<Finished>
  /** Encodes an answer that the shop published: it is not masked, but blocked terms may stand in it. */
  publish(text: string): Promise<Finished>
  /** Masks the next piece of a streamed answer; pieces of one stream must be given one after another. */
  piece(job: PieceJob): Promise<StreamPiece>
  /** Worker threads. */
  readonly threads: number
  /** Batches that wait for a worker or are with one. */
  waiting(): number
  /** From now on workers search these entries. */
  adoptFaq(version: FaqEdition): void
  /** From now on every job checks these terms, as block-terms.ts reads them. */
  adoptBlock(ndjson: string): void
  /** Milliseconds that the oldest unanswered job has been waiting; 0 when none waits. Checks do not count. */
  ageMs(): number
  close(): Promise<void>
}
