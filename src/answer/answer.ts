// The forms of an answer, from the moment a source drafts it to the JSON a client gets: a draft, then masked, then
// stored.
import type { Finished } from '../offload/offload.js'
import type { Card } from '../shop/card.js'
import type { Grounding } from '../shop/direct-answers.js'
import type { ProposalBond, ProposedWrite } from '../shop/proposal.js'
import type { Remembered } from '../shop/subject.js'

/** The answer's source. */
export type Source = 'llm' | 'hot' | 'tool' | 'faq' | 'seat' | 'notice'

/** The rung of the degradation ladder in force. */
export type Level = 0 | 1 | 2 | 3 | 4

/** An answer as a source gave it: not yet masked, not yet stored. */
export interface Draft {
  readonly text: string
  readonly source: Source
  readonly level: Level
  /** With source `hot`: a model wrote the answer that was learned; an operator wrote one that was pinned. */
  readonly ai?: boolean
  /** The vendor stopped at max_tokens. */
  readonly isTruncated?: true
  /** It is this customer's alone, as a tool was asked for it; or it lacks something that could not be proven. */
  readonly isUnshared?: true
  /** The FAQ topic, when `source` is `faq`. */
  readonly faqId?: string
  /** At most three topics offered with an unsure level-4 answer. */
  readonly candidates?: readonly string[]
  /** Why a degraded source answered; absent when all was well. */
  readonly reason?: string
  /** The text with its customer's own values in place of stars, sealed. Only the customer's client gets it opened. */
  readonly own?: string
  /** Orders and products to show beside the text, as they were when the answer was given. */
  readonly cards?: readonly Card[]
  /** Where the facts of the answer come from. */
  readonly grounds?: readonly Grounding[]
  /** A write that waits for somebody's yes. */
  readonly confirm?: ProposedWrite
  /** The part of that write kept until then. It goes to the record, never to the stored turn. */
  readonly bond?: ProposalBond
  /** The order and product that the turn was about: the dialog's next question may leave them out. */
  readonly about?: Remembered
  /** The turn that a degraded source had answered, when this answer came later in its place. */
  readonly improves?: string
  /** How the dialog stands with people, when the answer is about that. */
  readonly handoff?: AnswerHandoff
  /** The model called for a person. */
  readonly callsPerson?: true
  /** A person is offered beside the answer. */
  readonly offer?: { readonly kind: 'handoff'; readonly reason: 'mood' | 'security' | 'asked' }
  /** The release that the customer met; absent for what everybody gets. */
  readonly variant?: string
  /** The name of the person whose message this is. It is no answer to a turn of its own: it has no question. */
  readonly saidBy?: string
}

/** Whether a person can be had, and how long that takes. */
export interface AnswerHandoff {
  readonly mode: 'bot' | 'queued' | 'seat'
  readonly open: boolean
  readonly position?: number
  readonly waiting?: number
  readonly etaS?: number | undefined
  /** Why nobody can be had. */
  readonly why?: string
  /** Epoch milliseconds. */
  readonly nextOpenAt?: number | undefined
}

/** An answer as it may leave the process: masked and encoded. */
export interface MaskedAnswer extends Finished {
  /** As its source gave it: the text is the unmasked one. */
  readonly draft: Draft
}

/** A stored turn: what history shows and what a repeated turn gets again. Texts are masked. */
export interface StoredTurn {
  readonly turnId: string
  /** From 1, without gaps, given at commit. */
  readonly seq: number
  /** Epoch milliseconds of the commit, by the store's clock. */
  readonly at: number
  readonly text: string
  readonly answer: Draft
}

/** A model wrote the answer. Customers are told so with every answer. */
export function isByModel({ source, ai }: Pick<Draft, 'source' | 'ai'>): boolean {
  return ai ?? source === 'llm'
}
