// A reply as a value, and how a problem becomes one (RFC 9457). Writing it to a socket is uws-http.ts.

import type { DocumentChange } from '../../audit/audit-log.js'
import type { ProblemKind } from '../../problem.js'
import { type FieldFault, problems } from '../../problem.js'
import type { Texts } from '../../texts.js'
import type { Trace } from '../../trace/trace.js'

export type ResponseHeaders = Readonly<Record<string, string>>

/** A reply whose body is known. */
export interface WholeReply {
  readonly status: number
  /** Content type; '' when there is no body. */
  readonly type: string
  readonly body: string | Uint8Array
  readonly headers: ResponseHeaders
  /** For the audit of an operator's act: which change it was, or that it was a dry run. */
  readonly act?: DocumentChange | 'dry-run'
}

/** A reply whose body comes piece by piece. */
export interface StreamReply {
  readonly status: number
  readonly type: string
  readonly headers: ResponseHeaders
  /** Called once the head is on its way. */
  start(outlet: Outlet): void
}

export type Reply = WholeReply | StreamReply

/** Where a stream's pieces go. After `end`, or when the client is gone, nothing more is taken; a client that
 *  does not read is cut off. */
export interface Outlet {
  write(piece: string): void
  /** Resolves when the client has taken what was written; false when it has gone. Only for a stream whose writer
   *  always waits for it before the next piece. */
  hasRoom(): Promise<boolean>
  end(): void
  /** Ends the connection in the middle: the reply is not whole. */
  cut(): void
}

const PROBLEMS = '/problems/'
const none: ResponseHeaders = Object.freeze({})
const JSON_TYPE = 'application/json; charset=utf-8'
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

export function json(status: number, body: unknown, headers: ResponseHeaders = none): WholeReply {
  return { status, type: JSON_TYPE, body: JSON.stringify(body), headers }
}

/** A reply that stays as it is, encoded once: the text of a long one would be encoded for each who asks. */
export function fixedJson(body: unknown): WholeReply {
  return { status: 200, type: JSON_TYPE, body: Buffer.from(JSON.stringify(body)), headers: none }
}

export function noContent(headers: ResponseHeaders = none): WholeReply {
  return { status: 204, type: '', body: '', headers }
}

/** The content of a problem response. `Problem` has it, and so has a plain record, which a cheap refusal uses. */
export interface ProblemLike {
  readonly kind: ProblemKind
  readonly detail?: string | undefined
  readonly errors?: readonly FieldFault[]
  readonly retryAfterS?: number | undefined
  readonly headers?: ResponseHeaders
  readonly members?: Readonly<Record<string, string>>
}

export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly trace_id: string
  readonly errors?: readonly FieldFault[]
}

/** The RFC 9457 object; WebSocket frames and SSE events carry the same one. */
export function problemBody(problem: ProblemLike, trace: Trace, texts: Texts): ProblemBody {
  const { status, title } = problems[problem.kind]
  return {
    type: `${PROBLEMS}${problem.kind}`,
    title,
    status,
    detail: problem.detail ?? texts.problems[problem.kind],
    trace_id: trace.traceId,
    ...(problem.errors?.length ? { errors: problem.errors } : undefined),
    ...problem.members,
  }
}

/** The texts of problems that say nothing of their case, up to the id of the trace. */
const plainTexts = new WeakMap<Texts, Map<ProblemKind, string>>()

/** The RFC 9457 object as text. In a crowd most replies are such a one, the same but for the trace. */
export function problemText(problem: ProblemLike, trace: Trace, texts: Texts): string {
  const isPlain = problem.detail === undefined && !problem.errors?.length && problem.members === undefined
  if (!isPlain) return JSON.stringify(problemBody(problem, trace, texts))
  const known = plainTexts.get(texts) ?? new Map<ProblemKind, string>()
  plainTexts.set(texts, known)
  let before = known.get(problem.kind)
  if (before === undefined) {
    before = JSON.stringify(problemBody(problem, { ...trace, traceId: '' }, texts)).slice(0, -2)
    known.set(problem.kind, before)
  }
  return `${before}${trace.traceId}"}`
}

/** The same with the member in which OpenAI's clients look for the message. */
export function openAiError(body: ProblemBody): object {
  const { type, detail, errors } = body
  const [fault] = errors ?? []
  const message = fault ? `${detail} (${fault.field}: ${fault.message})` : detail
  const error = { message, type, code: type.slice(PROBLEMS.length), param: fault?.field ?? null }
  return { ...body, error }
}

/** Whole seconds, at least 1, after which a client may try again; undefined where trying again is of no use. The same in
 *  Retry-After, in the error frames of sockets and in the `error` events of streams. */
export function retryAfterOf({ kind, retryAfterS }: ProblemLike): number | undefined {
  if (retryAfterS === undefined) return problems[kind].retry === 'later' ? 1 : undefined
  return Math.max(1, Math.ceil(retryAfterS))
}

/** `body` is the text of what problemBody makes of it. */
export function problemReply(problem: ProblemLike, body: string): WholeReply {
  const retryAfterS = retryAfterOf(problem)
  return {
    status: problems[problem.kind].status,
    type: PROBLEM_TYPE,
    body,
    headers:
      retryAfterS === undefined
        ? (problem.headers ?? none)
        : // A member, then a spread: the other way round takes five times as long.
          { 'Retry-After': String(retryAfterS), ...problem.headers },
  }
}

/** Adds a reply's headers to those that every reply has. Both may name what the reply varies by. */
export function mergeHeaders(into: Record<string, string>, headers: ResponseHeaders): ResponseHeaders {
  const vary =
    into.Vary !== undefined && headers.Vary !== undefined ? `${into.Vary}, ${headers.Vary}` : undefined
  Object.assign(into, headers)
  if (vary !== undefined) into.Vary = vary
  return into
}
