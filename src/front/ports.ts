// What the front asks of the rest besides the dialogs: narrow questions that the composition root answers.
import type { StoredTurn } from '../answer/answer.js'
import type { Identity } from '../auth/identity.js'
import type { TurnOrder } from '../dialog/chat.js'
import type { Subscription } from '../dialog/follow/subscriptions.js'
import type { DialogId, Mode } from '../dialog/store/dialogs.js'
import type { Trace } from '../trace/trace.js'

/** May this turn come in now? */
export interface AdmitTurn {
  /** Spends a token of the customer's and of the cluster's bucket; a cheap turn spends of its own bucket. */
  admit(customer: Identity, cheap: boolean): TurnAdmitted
}

export type TurnAdmitted =
  | { readonly ok: true; readonly headers: ResponseHeaders }
  | { readonly ok: false; readonly retryAfterS: number; readonly headers: ResponseHeaders }

export type ResponseHeaders = Readonly<Record<string, string>>

/** What the hash lookups know of a question (pinned, hot, small talk, an FAQ phrasing). At most 20 µs. */
export interface KnownQuestions {
  classify(question: Pick<TurnOrder, 'customer' | 'text' | 'dialogId'>): TurnOrder['known']
}

export interface TurnRefusals {
  /** True when a turn that comes now would not be answered in time: it is refused before its token is looked at. */
  refuses(): boolean
  /** The same without counting. */
  isFull(): boolean
  /** True when a turn that needs more than a lookup must make room for those that do not. */
  refusesCostly(): boolean
  /** What a refused turn is told. */
  refusal(): { readonly retryAfterS: number; readonly headers: ResponseHeaders }
  /** Epoch milliseconds: the latest moment the event loop was seen polling, when a turn read now began to wait. */
  arrivedAt(): number
}

export interface Health {
  ready(): { readonly ok: boolean; readonly checks: Readonly<Record<string, string>> }
}

/** The metrics of the cluster in Prometheus text format. */
export interface Gauges {
  render(): Promise<string>
}

export interface RouteName {
  readonly method: string
  /** As the table of routes has it: `/chat/{dialog_id}`. */
  readonly path: string
}

/** Keeps on record what operators did, who was turned away, and what was erased. */
export interface AuditLog {
  /** Resolves when it is on record, or waits to be. */
  acted(route: RouteName, by: Identity, trace: Trace): Promise<void>
  refused(route: RouteName, reason: string, trace: Trace): void
  /** Without a dialog: everything of the customer. Resolves as `acted` does. */
  erased(
    route: RouteName,
    what: { readonly dialogId?: DialogId; readonly owner: string; readonly shop: string },
    trace: Trace,
  ): Promise<void>
}

/** What somebody wants to read of the record. */
export interface AuditQuery {
  /** '' is the beginning. */
  readonly after: string
  readonly limit: number
  readonly kind: string | undefined
  readonly traceId: string | undefined
  readonly dialogId: DialogId | undefined
  readonly uid: string | undefined
  /** Only entries of this shop; undefined: of all. */
  readonly shop: string | undefined
}

/** What the front counts. */
export interface Meter {
  /** Admission to the first response of a turn: 200, 202 or first delta. */
  responded(ms: number): void
  rejected(reason: string): void
  /** A 202 was sent. */
  promoted(): void
}

export interface FrontLog {
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/** Something new in a dialog. Events with a `seq` come in its order. */
export type DialogEvent =
  | { readonly kind: 'answer'; readonly turn: StoredTurn }
  | { readonly kind: 'message'; readonly seq: number; readonly text: string; readonly sentAt: number }
  | { readonly kind: 'mode'; readonly mode: Mode; readonly position?: number }
  /** Deleted. */
  | { readonly kind: 'gone' }

export interface DialogEvents {
  /** Tells what is stored in the dialog, wherever in the cluster; returns what ends that.
   *  A dialog that is not this customer's is told as gone. */
  subscribe(to: Subscription, listener: (event: DialogEvent) => void): () => void
}
