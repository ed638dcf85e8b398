// One exchange over uWS. Its rules are kept here: the abort handler comes first, everything is copied before an
// await, a reply is written corked and once, nothing is touched after an abort.

import type { HttpRequest, HttpResponse } from 'uWebSockets.js'
import { STATUS_CODES } from 'node:http'
import type { AddressLimits } from '../../admission/address-limits.js'
import type { TraceDecision } from '../../trace/sampler.js'
import type { ProblemLike, Reply } from './reply.js'
import type { Client, Request } from './request.js'
import { startStream } from './response-stream.js'
import { UwsClient } from './uws-client.js'

/** State that the server and its connections share. */
export interface Traffic {
  /** Absent: no address is counted. */
  readonly addresses: AddressLimits | undefined
  /** Whether a peer's sampled flag counts; absent where no traces are recorded. */
  readonly trusts: TraceDecision['trusts'] | undefined
  /** Requests whose reply is not complete. */
  inFlight: number
  /** The process is going away: replies close their connection. */
  isClosing: boolean
}

export interface RequestHead extends Pick<Request, 'method' | 'path' | 'query' | 'client'> {
  readonly headers: Map<string, string>
}

/** Headers that two readers could understand differently when they come twice. */
const single: ReadonlySet<string> = new Set([
  ...['content-length', 'host', 'authorization', 'content-type'],
  // RFC 6455 §11.3: at most once in a handshake.
  ...['sec-websocket-key', 'sec-websocket-version'],
])

/** For streams that nobody reads. */
const steady = { now: () => performance.now() }

const statusLines = new Map(
  Object.entries(STATUS_CODES).map(([code, text]) => [Number(code), `${code} ${text}`]),
)

/** A reply of these has no body, and no length of one (RFC 9110 §8.6). */
const bodiless: ReadonlySet<number> = new Set([204, 304])

/** To be called before anything else is done with a response. */
export function attach(res: HttpResponse, traffic: Traffic): Client {
  traffic.inFlight++
  return new UwsClient(res, traffic.trusts)
}

/** To be called before anything is waited for. */
export function watch(res: HttpResponse, client: Client, traffic: Traffic): void {
  res.onAborted(() => {
    close(client, traffic)
    client.onGone?.()
  })
}

/** The exchange is over; true when its connection must go too. A second call changes nothing: uWS may call the abort
 *  handler of a response that has ended. */
export function close(client: Client, traffic: Traffic): boolean {
  if (!client.isOpen) return traffic.isClosing
  client.isOpen = false
  client.release?.()
  client.release = undefined
  traffic.inFlight--
  return traffic.isClosing
}

/** Copies what is known before the body. `doubled` is a header that may come only once and came twice. */
export function readHead(
  req: HttpRequest,
  client: Client,
): { head: RequestHead; doubled: string | undefined } {
  const headers = new Map<string, string>()
  let doubled: string | undefined
  req.forEach((name, value) => {
    const before = headers.get(name)
    if (before === undefined) headers.set(name, value)
    else if (single.has(name)) doubled = name
    else headers.set(name, `${before}, ${value}`)
  })
  const method = req.getCaseSensitiveMethod()
  return { head: { method, path: req.getUrl(), query: req.getQuery() ?? '', headers, client }, doubled }
}

/** Named one by one: V8 makes a new shape for each object that is spread into another literal. */
export function requestOf(
  { method, path, query, headers, client }: RequestHead,
  { body, caller, refusal }: Pick<Request, 'body' | 'caller' | 'refusal'>,
): Request {
  return { method, path, query, headers, body, client, caller, refusal }
}

/** Counts the request for the network address that it comes from; what refuses it when that has too many. */
export function admitAddress(
  res: HttpResponse,
  { headers, client }: RequestHead,
  traffic: Traffic,
): ProblemLike | undefined {
  const admitted = traffic.addresses?.admit(res.getRemoteAddress(), headers.get('x-forwarded-for'))
  if (admitted === undefined) return undefined
  if (!admitted.ok) return { kind: 'address-limited', retryAfterS: admitted.retryAfterS }
  client.release = admitted.release
  return undefined
}

/** Writes the reply, or its head when it is a stream. To be called corked. */
export function writeReply(
  res: HttpResponse,
  { method, client, body }: Request,
  { reply, traffic }: { reply: Reply; traffic: Traffic },
): void {
  res.writeStatus(statusLines.get(reply.status) ?? String(reply.status))
  for (const name in reply.headers) res.writeHeader(name, reply.headers[name] ?? '')
  if (reply.type !== '') res.writeHeader('Content-Type', reply.type)
  if ('start' in reply && method !== 'HEAD') {
    reply.start(startStream(res, { client, steady, close: () => close(client, traffic) }))
    return
  }
  // A length or host given twice may hide a second request in the body: nothing more is read from there.
  const isLast = close(client, traffic) || body.kind === 'ambiguous' || body.kind === 'endless'
  if (method === 'HEAD') endHead(res, reply, isLast)
  // An absent length must be left out: uWS takes an explicit undefined for a number.
  else if (bodiless.has(reply.status)) isLast ? res.endWithoutBody(0, true) : res.endWithoutBody()
  else res.end('body' in reply ? reply.body : '', isLast)
  // The stream of a HEAD never starts, so nothing would end it: its maker hears that the client has gone.
  if ('start' in reply) client.onGone?.()
}

/** The end of a reply to HEAD. uWS takes a response whose announced length was not written for one that still runs,
 *  and drops the next request of its connection: the length is written as an ordinary header. A stream has none. */
function endHead(res: HttpResponse, reply: Reply, isLast: boolean): void {
  const bytes = 'body' in reply ? Buffer.byteLength(reply.body) : 0
  if (isLast) return void res.endWithoutBody(bytes, true)
  if ('body' in reply && !bodiless.has(reply.status)) res.writeHeader('Content-Length', String(bytes))
  res.endWithoutBody()
}
