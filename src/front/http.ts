// Between uWS and values: reads a request whole, writes a reply. The rules of uWS are kept here and nowhere
// else: the abort handler comes first, everything is copied before an await, writes are corked, nothing is
// touched after an abort.

import type { HttpRequest, HttpResponse } from 'uWebSockets.js'
import { STATUS_CODES } from 'node:http'
import type { Handler } from './handle.js'
import type { Log } from './ports.js'
import { createBodyReceiver } from './receive.js'
import type { Reply } from './reply.js'
import type { Body, Client, Request } from './request.js'
import { startStream } from './stream.js'

/** Headers that two readers could understand differently when they come twice. */
const single: ReadonlySet<string> = new Set(['content-length', 'host', 'authorization', 'content-type'])

const statusLines = new Map(
  Object.entries(STATUS_CODES).map(([code, text]) => [Number(code), `${code} ${text}`]),
)

/** What the server and its connections know of each other. */
export interface Traffic {
  /** Requests whose reply is not complete. */
  inFlight: number
  /** The process is going away: replies close their connection. */
  isClosing: boolean
}

export interface HttpParts {
  readonly handler: Handler
  readonly traffic: Traffic
  readonly log: Log
}

type Head = Omit<Request, 'body'>

/** The uWS handler of every path. Never throws: uWS would end the process. */
export function createHttp({
  handler,
  traffic,
  log,
}: HttpParts): (res: HttpResponse, req: HttpRequest) => void {
  /** The exchange is over; true when its connection must go too. */
  const close = (client: Client): boolean => {
    client.isOpen = false
    traffic.inFlight--
    return traffic.isClosing
  }

  async function respond(res: HttpResponse, request: Request): Promise<void> {
    const { client } = request
    try {
      const reply = await handler.handle(request)
      if (client.isOpen) res.cork(() => write(res, request, reply))
    } catch (err) {
      // A bug in rendering or writing: the client must not hang for it.
      log.error({ err }, 'reply failed')
      if (client.isOpen) res.close()
    }
  }

  function write(res: HttpResponse, { method, client, body }: Request, reply: Reply): void {
    res.writeStatus(statusLines.get(reply.status) ?? String(reply.status))
    for (const name in reply.headers) res.writeHeader(name, reply.headers[name] ?? '')
    if (reply.type !== '') res.writeHeader('Content-Type', reply.type)
    if ('start' in reply) {
      reply.start(startStream(res, client, () => close(client)))
      return
    }
    // A length or host given twice may hide a second request in the body: nothing more is read from there.
    const isLast = close(client) || body.at === 'ambiguous' || body.at === 'endless'
    if (reply.status === 204) res.endWithoutBody(undefined, isLast)
    else if (method === 'HEAD') res.endWithoutBody(Buffer.byteLength(reply.body), isLast)
    else res.end(reply.body, isLast)
  }

  return (res, req) => {
    const client: Client = { isOpen: true, onGone: undefined }
    traffic.inFlight++
    res.onAborted(() => {
      close(client)
      client.onGone?.()
    })
    try {
      const { head, doubled } = readHead(req, client)
      const finish = (body: Body) => void respond(res, { ...head, body })
      if (doubled !== undefined) return finish({ at: 'ambiguous', header: doubled })
      const limit = handler.bodyLimit(head.method, head.path)
      if (limit === 0) return finish({ at: 'none' })
      res.onData(createBodyReceiver(limit, client, finish))
    } catch (err) {
      log.error({ err }, 'request could not be read')
      if (client.isOpen) res.close()
    }
  }
}

function readHead(req: HttpRequest, client: Client): { head: Head; doubled: string | undefined } {
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
