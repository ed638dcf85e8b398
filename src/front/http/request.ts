// A request as a value: everything copied out of uWS, so that handlers may wait and tests need no socket.
import type { Identity } from '../../auth/identity.js'
import type { ProblemLike } from './reply.js'

export interface Request {
  /** Upper case, as sent. */
  readonly method: string
  readonly path: string
  /** The text after `?`, still encoded; '' without one. */
  readonly query: string
  /** By lower-case name; repeated headers are joined by ', '. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Body
  readonly client: Client
  /** Who asks and may call the route, when that was known before the body was read. */
  readonly caller?: Identity | undefined
  /** Why it is refused before it is looked at. */
  readonly refusal?: ProblemLike | undefined
}

export type Body =
  | { readonly kind: 'text'; readonly text: string }
  /** Of a route that takes bytes. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'none' }
  | { readonly kind: 'too-large' }
  /** Too large or too slow to wait for its end. */
  | { readonly kind: 'endless' }
  /** The process holds as many bytes of bodies as it may. */
  | { readonly kind: 'no-room' }
  | { readonly kind: 'invalid-utf8' }
  /** Headers that two readers could understand differently, such as two lengths. */
  | { readonly kind: 'ambiguous'; readonly header: string }

/** The other end of a request, as long as its reply is not complete: what waits on its behalf sets `onGone`. */
export interface Client {
  isOpen: boolean
  onGone: (() => void) | undefined
  /** Gives back its place among those of its network address, when these are counted. */
  release?: (() => void) | undefined
  /** The connection comes from this machine. To be asked before anything is waited for. */
  isLocal?(): boolean
  /** The connection comes from a trusted proxy; absent where nobody wants to know. */
  isTrusted?(): boolean
}

/** An abort signal that fires when the client goes or after `ms`. */
export function signalOf(client: Client, ms: number): AbortSignal {
  const controller = new AbortController()
  // Not AbortSignal.any over AbortSignal.timeout: on Node 20 the garbage collector takes such a timer.
  const timer = setTimeout(() => controller.abort(new DOMException('took too long', 'TimeoutError')), ms)
  timer.unref()
  client.onGone = () => {
    clearTimeout(timer)
    controller.abort()
  }
  return controller.signal
}

/** True when an Accept header names the media type itself with a weight above 0. */
export function accepts(accept: string | undefined, mediaType: string): boolean {
  if (!accept?.toLowerCase().includes(mediaType)) return false
  return (weightsOf(accept).get(mediaType) ?? 0) > 0
}

const waitPreference = /(?:^|,)\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:[;,]|$)/i

/** Milliseconds of `Prefer: wait=N` (RFC 7240 §4.3); undefined when it says nothing we understand. */
export function preferredWaitMs(prefer: string | undefined): number | undefined {
  const seconds = prefer === undefined ? undefined : waitPreference.exec(prefer)?.[1]
  return seconds === undefined ? undefined : Number(seconds) * 1000
}

/** As much of a list in a header is read: it is read before anybody pays, and an honest one is shorter. */
const LIST_MAX = 1_024

/** The members of a header's list (RFC 9110 §5.6.1), as they stand there. Of a longer header one that is cut is left out. */
export function membersOf(header: string): string[] {
  const members = header.slice(0, LIST_MAX).split(',')
  return header.length > LIST_MAX ? members.slice(0, -1) : members
}

/** RFC 9110 §12.4.2: up to three decimals. */
const weightShape = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/

/** A weighted list (RFC 9110 §12.4.2), such as Accept: each name in lower case with its weight, 0 to 1; a malformed
 *  weight counts as 0. Of a name that stands there twice, with other parameters or not, the higher weight counts. */
export function weightsOf(header: string): Map<string, number> {
  const weights = new Map<string, number>()
  for (const item of membersOf(header)) {
    const [name = '', ...parameters] = item.toLowerCase().split(';')
    const q = parameters.map(parameter => parameter.trim()).find(parameter => parameter.startsWith('q='))
    const weight = weightIn(q)
    weights.set(name.trim(), Math.max(weight, weights.get(name.trim()) ?? 0))
  }
  return weights
}

function weightIn(q: string | undefined): number {
  if (q === undefined) return 1
  return weightShape.test(q.slice(2)) ? Number(q.slice(2)) : 0
}
