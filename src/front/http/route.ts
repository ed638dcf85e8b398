// One table says what the API is: it routes, validates, and is printed as /openapi.json.

import type { Static, TSchema } from '@sinclair/typebox'
import type { Identity, Role } from '../../auth/identity.js'
import { idShape, imageIdShape } from '../../ids.js'
import type { ProblemKind } from '../../problem.js'
import type { Trace } from '../../trace/trace.js'
import type { ProblemLike, Reply } from './reply.js'
import type { Request } from './request.js'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** One request on its way through a route. */
export interface Call<Body = unknown> {
  readonly request: Request
  /** The path's parameters by name, each of the form its name says (see `pathParameters`). */
  readonly params: Readonly<Record<string, string>>
  readonly identity: Identity
  readonly body: Body
  readonly trace: Trace
  /** Epoch milliseconds: when the request began to wait for us. */
  readonly arrivedAt: number
  /** Response headers, whatever the reply will be. */
  readonly headers: Record<string, string>
}

export interface ReplyShape {
  readonly description: string
  readonly schema?: TSchema
  /** Media type; JSON when absent. */
  readonly type?: string
}

export interface Route {
  readonly method: Method
  /** Segments in braces are parameters: `/chat/{dialog_id}`. */
  readonly path: string
  readonly summary: string
  /** Open routes take no token. */
  readonly who: 'open' | Role
  /** Other roles that may call it. */
  readonly whoElse?: readonly Role[]
  /** Refused under overload before the token is looked at. */
  readonly isTurn?: boolean
  /** Of a turn: what may refuse it before its token is verified. */
  readonly early?: EarlyRefusal
  /** A file of a page: served, and no part of the described API. */
  readonly isFile?: boolean
  /** Within what time the first response of such a turn is owed; RESPONSE_MS when absent. */
  limitMs?(headers: Request['headers']): number
  readonly body?: { readonly schema: TSchema; readonly maxBytes: number }
  /** A body of lines (NDJSON) that the handler reads itself; `schema` is that of one line. */
  readonly lines?: { readonly schema: TSchema; readonly maxBytes: number }
  /** A body of other bytes than text, such as a picture. All that one customer has under way count together. */
  readonly bytes?: { readonly types: readonly string[]; readonly maxBytes: number }
  /** Query parameters and request headers, for the description; their handler reads them. */
  readonly parameters?: readonly Parameter[]
  readonly replies: Readonly<Record<number, ReplyShape>>
  readonly problems: readonly ProblemKind[]
  handle(call: Call): Reply | Promise<Reply>
}

export interface EarlyRefusal {
  /** Turns are refused for what they ask, so that it is worth to look at that first. */
  isDue(): boolean
  /** Refuses whatever the caller asks; undefined when the turn may go on. */
  refusalOfCaller(caller: Identity): ShopProblem | undefined
  /** Undefined when the turn may go on. `body` is what the route's schema describes. */
  refusalOf(request: Request, body: unknown): ShopProblem | undefined
}

export interface ShopProblem {
  readonly problem: ProblemLike
  /** Whose sentence tells it. */
  readonly shop: string
}

export interface Parameter {
  readonly in: 'query' | 'header'
  readonly name: string
  readonly schema: TSchema
  readonly description: string
}

/** The roles that may call it; an open one is called without any. */
export function rolesOf({ who, whoElse = [] }: Pick<Route, 'who' | 'whoElse'>): Role[] {
  if (who === 'open') return []
  return [who, ...whoElse]
}

/** A route whose handler gets the body that its schema describes. */
export function withBody<S extends TSchema>(
  body: { readonly schema: S; readonly maxBytes: number },
  route: Omit<Route, 'body' | 'handle'> & { handle(call: Call<Static<S>>): Reply | Promise<Reply> },
): Route {
  return { ...route, body }
}

/** The form of a path parameter; any other value is a path that does not exist. */
export const pathParameters: Readonly<Record<string, RegExp>> = {
  dialog_id: idShape,
  turn_id: idShape,
  confirm_id: idShape,
  image_id: imageIdShape,
  topic: /^[a-z0-9-]{1,64}$/,
  endpoint_id: /^[a-z0-9-]{1,32}$/,
  model: /^[^/]{1,256}$/,
  /** Percent-encoded: as long as the longest uid of a token, each of whose characters may take nine. */
  uid: /^[^/]{1,2304}$/,
}
