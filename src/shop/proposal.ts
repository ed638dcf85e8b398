// A write that a model has proposed: what is shown to whoever decides about it, and what is kept of it until then. Nothing
// is done by it.
import type { ToolArguments } from './tool.js'

/** A write as the one who decides about it sees it. Masked. */
export interface ProposedWrite {
  /** 32 hex digits; the key under which the shop knows the write. */
  readonly confirmId: string
  readonly tool: string
  /** What would be done, in a sentence. */
  readonly text: string
  readonly arguments: ToolArguments
  /** Who may confirm it. */
  readonly by: 'customer' | 'seat'
  /** It may be confirmed so long. */
  readonly ttlMs: number
}

/** What is kept of a proposal beside the dialog's turns, and shown to nobody. */
export interface ProposalBond {
  /** Keyed hash of the tool's definition, the sentence and the arguments: none of them may be another one by then. */
  readonly hash: string
  /** The arguments as they will be sent, and the customer's id where a seat confirms; sealed. */
  readonly sealed: string
}

/** A write that an answer proposes: it is open from the commit of its turn on. */
export interface Proposal {
  readonly shown: ProposedWrite
  readonly bond: ProposalBond
}
