// The errors that a caller of the client sees: the server refused, or nobody answered.
import { fromWire } from './api-types.js'

/** One faulty field: a JSON Pointer into the body, or a header or parameter name, and what is wrong with it. */
export interface FieldFault {
  readonly field: string
  readonly message: string
}

interface ProblemBody {
  readonly type?: string
  readonly title?: string
  readonly status?: number
  readonly detail?: string
  readonly traceId?: string
  readonly errors?: readonly FieldFault[]
}

/** The server refused (RFC 9457). `detail` is written for the customer, in the customer's language. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: number
  /** Such as `/problems/rate-limited`; `about:blank` when the refusal came from something in between. */
  readonly type: string
  readonly detail: string | undefined
  /** For the operators: it stands in their logs. */
  readonly traceId: string | undefined
  readonly errors: readonly FieldFault[]

  constructor(
    body: unknown,
    status: number,
    readonly retryAfterS?: number,
  ) {
    const problem = fromWire<ProblemBody>(Object(body))
    super(problem.title ?? `HTTP ${status}`)
    this.status = problem.status ?? status
    this.type = problem.type ?? 'about:blank'
    this.detail = problem.detail
    this.traceId = problem.traceId
    this.errors = problem.errors ?? []
  }
}

/** No answer: the server cannot be reached, or a connection ended before its time. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
}

/** Told by its name: what gives the tokens may have a class of its own. */
export function isConnectionError(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConnectionError'
}
