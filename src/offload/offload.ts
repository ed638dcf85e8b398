// The contract of the worker pool: two jobs a turn, micro-batched. What a job computes is pure and lives in
// workers/text.ts and the folders it calls; how it travels lives in offload.piscina.ts.
// Fails closed: a job that crashes, times out or finds no worker rejects with Problem 'masking-failed'.

/** One hit of a masking rule, as audit needs it: never the value, only its keyed hash. */
export interface Hit {
  readonly kind: string
  /** UTF-16 offset in the raw text. */
  readonly at: number
  readonly hash: string
}

/** A topic that retrieval found for a question. */
export interface FaqMatch {
  readonly topic: string
  /** 0 to 1; at or above the threshold an answer is given without reserve. */
  readonly confidence: number
  readonly answer: string
}

export interface PrepareJob {
  readonly text: string
  /** Ask retrieval too: the best matches come back, at most three. */
  readonly retrieve: boolean
}

export interface Prepared {
  readonly masked: string
  /** The question as an encoded prompt fragment. */
  readonly fragment: string
  /** The normalised question: equal for questions that mean the same to a hash lookup. */
  readonly normal: string
  readonly hits: readonly Hit[]
  /** Best first; empty when retrieval was not asked or found nothing. */
  readonly matches: readonly FaqMatch[]
}

export interface Finished {
  readonly masked: string
  /** The answer as an encoded prompt fragment. */
  readonly fragment: string
  readonly hits: readonly Hit[]
}

export interface Offload {
  /** Masks and encodes a customer's text. */
  prepare(job: PrepareJob, signal: AbortSignal): Promise<Prepared>
  /** Masks and encodes an answer. */
  finish(text: string, signal: AbortSignal): Promise<Finished>
  close(): Promise<void>
}
