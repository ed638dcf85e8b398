// HTTP to the shop's API, over undici: the address that was checked is the one that is dialled, no redirect is
// followed, and no more than 64 KiB are read. What a call means is tool-caller.ts.
import { type LookupAddress, lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, request } from 'undici'
import { mayDial } from './address.js'

export interface ToolHttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface ToolHttpReply {
  readonly status: number
  readonly body: string
}

export interface ToolHttp {
  /** Rejects with ForbiddenAddress, with undici's error, or with the signal's reason. */
  send(call: ToolHttpRequest, isPrivate: boolean, signal: AbortSignal): Promise<ToolHttpReply>
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
  lookup(host, { all: true }, (error, addresses) => then(error, addresses))

const BYTES = 65_536
const CONNECTIONS = 64
const CONNECT_MS = 2_000
/** A shop's API that keeps connections for less would reset a call now and then. */
const KEEP_ALIVE_MS = 4_000

export function createToolHttp(resolve: Resolve): ToolHttp {
  const open = createAgent(checkedLookup(resolve, false))
  const inside = createAgent(checkedLookup(resolve, true))

  return {
    async send({ method, url, headers, body }, isPrivate, signal) {
      const host = url.hostname.replace(/^\[|\]$/g, '')
      // A literal address is dialled without a look-up.
      if (isIP(host) !== 0 && !mayDial(host, isPrivate)) throw new ForbiddenAddress()
      const dispatcher = isPrivate ? inside : open
      const reply = await request(url, {
        method,
        headers,
        dispatcher,
        signal,
        ...(body !== undefined && { body }),
      })
      return { status: reply.statusCode, body: await reply.body.text() }
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
    maxResponseSize: BYTES,
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
