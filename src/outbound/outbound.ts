// HTTP to hosts that an operator named, over undici: the address that was checked is the one that is dialled, no
// redirect is followed, and no more than 64 KiB of a reply are read. What a call means is its caller's business.
import { type LookupAddress, lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, type Dispatcher, request } from 'undici'
import { mayDial } from './address.js'

export interface OutboundCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface OutboundReply {
  readonly status: number
  /** Lower-case names; of one that came twice the first. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  /** The body was longer than what was read. */
  readonly isCut: boolean
}

export interface Outbound {
  /** Rejects with ForbiddenAddress, with undici's error, or with the signal's reason. `isPrivate`: addresses of
   *  private networks are allowed. */
  send(call: OutboundCall, isPrivate: boolean, signal: AbortSignal): Promise<OutboundReply>
  close(): Promise<void>
}

/** The host has an address that may not be called. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress'
}

/** All addresses of a host. */
export type Resolve = (
  host: string,
  then: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void

export const resolveByDns: Resolve = (host, then) =>
  lookup(host, { all: true }, (error, addresses) => then(error, addresses ?? []))

export const OUTBOUND_BYTES = 65_536
const CONNECTIONS = 64
const CONNECT_MS = 2_000
/** A host that keeps connections for less would reset a call now and then. */
const KEEP_ALIVE_MS = 4_000

export function createOutbound(resolve: Resolve): Outbound {
  const open = createAgent(checkedLookup(resolve, false))
  const inside = createAgent(checkedLookup(resolve, true))

  return {
    async send({ url, ...call }, isPrivate, signal) {
      const host = url.hostname.replace(/^\[|\]$/g, '')
      // A literal address is dialled without a look-up.
      if (isIP(host) !== 0 && !mayDial(host, isPrivate)) throw new ForbiddenAddress()
      const reply = await request(url, { ...call, dispatcher: isPrivate ? inside : open, signal })
      return { status: reply.statusCode, headers: firstOf(reply.headers), ...(await readSome(reply.body)) }
    },
    async close() {
      await Promise.all([open.destroy(), inside.destroy()])
    },
  }
}

function createAgent(look: LookupFunction): Agent {
  return new Agent({
    connections: CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { lookup: look, timeout: CONNECT_MS },
  })
}

/** One address that may not be called makes the host suspect: none of its addresses is dialled. */
function checkedLookup(resolve: Resolve, isPrivate: boolean): LookupFunction {
  return (host, options, then) => {
    resolve(host, (error, addresses) => {
      if (error) return then(error, '', 0)
      const isGood = addresses.length > 0 && addresses.every(({ address }) => mayDial(address, isPrivate))
      if (!isGood) return then(new ForbiddenAddress(), '', 0)
      const [first] = addresses
      if (options.all) then(null, [...addresses])
      else then(null, first?.address ?? '', first?.family ?? 0)
    })
  }
}

/** A body that goes on is cut off with its connection: its sender must not keep us reading. */
async function readSome(body: Dispatcher.ResponseData['body']) {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of body as AsyncIterable<Buffer>) {
    pieces.push(piece)
    length += piece.length
    if (length > OUTBOUND_BYTES) break
  }
  const read = Buffer.concat(pieces).subarray(0, OUTBOUND_BYTES)
  return { body: read.toString('utf8'), isCut: length > OUTBOUND_BYTES }
}

function firstOf(headers: Readonly<Record<string, string | string[] | undefined>>) {
  const entries = Object.entries(headers)
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]))
}
