// The audit of everything but a turn's hits: acts of operators, refused requests, erasures.
import type { Identity } from '../auth/identity.js'
import type { DialogId } from '../ids.js'
import type { Trace } from '../trace/trace.js'

export interface RouteName {
  readonly method: string
  /** As the table of routes has it: `/chat/{dialog_id}`. */
  readonly path: string
}

/** How an operator's act changed a document. */
export interface DocumentChange {
  /** Versions, or values where they are a word. */
  readonly from: string | number
  readonly to: string | number
  readonly why: string
}

export interface ActContext {
  readonly trace: Trace
  readonly change?: DocumentChange | undefined
}

export interface AuditLog {
  /** Resolves when it is on record, or waits to be. */
  acted(route: RouteName, by: Identity, context: ActContext): Promise<void>
  refused(route: RouteName, reason: string, trace: Trace): void
  /** Without a dialog: everything of the customer. Resolves as `acted` does. */
  erased(
    route: RouteName,
    what: { readonly dialogId?: DialogId; readonly owner: string; readonly shop: string },
    trace: Trace,
  ): Promise<void>
}
