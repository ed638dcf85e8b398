// A write that a model has proposed: the part shown to the person who decides about it, and the part kept until then. A
// proposal does nothing by itself.
import type { ToolArguments } from './tool.js'

/** A write as shown to the person who decides about it. Masked. */
export interface ProposedWrite {
  /** 32 hex digits; the key under which the shop knows the write. */
  readonly confirmId: string
  readonly tool: string
  /** The effect of the write in a sentence. */
  readonly text: string
  readonly arguments: ToolArguments
  /** The role that may confirm it. */
  readonly by: 'customer' | 'seat'
  /** Time within which it may be confirmed. */
  readonly ttlMs: number
}

/** The part of a proposal that is kept beside the dialog's turns and shown to nobody. */
export interface ProposalBond {
  /** Keyed hash of the tool's definition, the sentence and the arguments: none may have changed at the confirmation. */
  readonly hash: string
  /** The arguments as they will be sent, and the customer's id where a seat confirms; sealed. */
  readonly sealed: string
}

/** A write that an answer proposes; it is open as soon as the answer's turn is committed. */
export interface Proposal {
  readonly shown: ProposedWrite
  readonly bond: ProposalBond
}
