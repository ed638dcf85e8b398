// The closed table of refusals and faults. HTTP renders a row as application/problem+json (RFC 9457),
// WebSocket as an error frame. What a problem looks like on a transport is the front's business.

/** One row: the HTTP status, the stable English title, and whether a retry can help. */
export interface ProblemRow {
  readonly status: number
  readonly title: string
  readonly retry: 'never' | 'later'
}

export const problems = {
  'malformed-json': { status: 400, title: 'The body is not valid JSON', retry: 'never' },
  'invalid-utf8': { status: 400, title: 'The body is not valid UTF-8', retry: 'never' },
  'bad-request': { status: 400, title: 'The request is not acceptable HTTP', retry: 'never' },
  unauthorized: { status: 401, title: 'A valid bearer token is required', retry: 'never' },
  forbidden: { status: 403, title: 'This token may not do that', retry: 'never' },
  'not-found': { status: 404, title: 'There is no such thing here', retry: 'never' },
  'model-not-found': { status: 404, title: 'There is no such model', retry: 'never' },
  'method-not-allowed': { status: 405, title: 'The route does not take this method', retry: 'never' },
  held: { status: 409, title: 'Another seat holds the dialog', retry: 'never' },
  'not-held': { status: 409, title: 'This seat does not hold the dialog', retry: 'never' },
  'not-waiting': { status: 409, title: 'The dialog does not wait for a person', retry: 'never' },
  'at-capacity': { status: 409, title: 'The seat has as many dialogs as it may', retry: 'later' },
  'seat-away': { status: 409, title: 'That seat is not there', retry: 'never' },
  'already-answered': { status: 409, title: 'The turn is already answered', retry: 'never' },
  gone: { status: 410, title: 'The turn was cancelled or its dialog deleted', retry: 'never' },
  'confirm-expired': { status: 410, title: 'It is too late to confirm this', retry: 'never' },
  'precondition-failed': {
    status: 412,
    title: 'The document is no longer the one that If-Match names',
    retry: 'never',
  },
  'too-large': { status: 413, title: 'The body is too large', retry: 'never' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json', retry: 'never' },
  'invalid-field': { status: 422, title: 'A field is not acceptable', retry: 'never' },
  'image-refused': { status: 422, title: 'The image is not taken', retry: 'never' },
  'key-reused': { status: 422, title: 'The Idempotency-Key was used with another text', retry: 'never' },
  'address-limited': { status: 429, title: 'Too many requests come from this address', retry: 'later' },
  'rate-limited': { status: 429, title: 'Too many turns arrive', retry: 'later' },
  'mailbox-full': { status: 429, title: 'Too many turns of this dialog are waiting', retry: 'later' },
  'images-full': { status: 429, title: 'The dialog has as many pictures as it may', retry: 'never' },
  overloaded: { status: 429, title: 'The service is busy', retry: 'later' },
  internal: { status: 500, title: 'Something broke on our side', retry: 'later' },
  'masking-failed': {
    status: 503,
    title: 'The text could not be masked, so it was not used',
    retry: 'later',
  },
  'store-away': { status: 503, title: 'The store cannot be reached', retry: 'later' },
  'deadline-passed': { status: 503, title: 'The turn was not answered in time', retry: 'later' },
  draining: { status: 503, title: 'The process is shutting down', retry: 'later' },
} as const satisfies Record<string, ProblemRow>

export type ProblemKind = keyof typeof problems

/** One faulty field: a JSON Pointer into the body, or a header or parameter name, and what is wrong with it. */
export interface FieldFault {
  readonly field: string
  readonly message: string
}

export interface ProblemExtras {
  /** The fault in this case. It never holds the customer's text or an upstream's raw message. */
  readonly detail?: string
  readonly errors?: readonly FieldFault[]
  /** Whole seconds, at least 1. */
  readonly retryAfterS?: number
  /** Response headers that belong to this refusal, such as Allow or WWW-Authenticate. */
  readonly headers?: Readonly<Record<string, string>>
  /** Members of the problem's own (RFC 9457 §3.2), such as who holds a dialog. */
  readonly members?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** A refusal or fault on its way to the client: thrown anywhere, rendered once, in the front. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly detail: string | undefined
  readonly errors: readonly FieldFault[]
  readonly retryAfterS: number | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly members: Readonly<Record<string, string>>

  constructor(
    readonly kind: ProblemKind,
    extras: ProblemExtras = {},
  ) {
    super(extras.detail ?? problems[kind].title, { cause: extras.cause })
    this.detail = extras.detail
    this.errors = extras.errors ?? []
    this.retryAfterS = extras.retryAfterS
    this.headers = extras.headers ?? {}
    this.members = extras.members ?? {}
  }

  /** The thrown value, if it is a Problem; else the problem of a bug. */
  static from(thrown: unknown): Problem {
    return thrown instanceof Problem ? thrown : new Problem('internal', { cause: thrown })
  }

  get status(): number {
    return problems[this.kind].status
  }
}
