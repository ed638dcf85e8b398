// A client of several processes: one keep-alive connection to each, one request at a time on each.
import { type Connection, createConnection } from '../load/connection.js'

export interface Reply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** A reply, or the code of a transport error; its end says when it met a connection that had carried no reply yet. */
export type Outcome = Reply | string

const ON_FRESH = ' on a fresh connection'

/** The error met a connection that had just been made, which the kernel may have handed to a closing listener. */
export const metFresh = (code: string) => code.endsWith(ON_FRESH)

export interface Request {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: object
  readonly key?: string
  readonly traceparent?: string
}

export interface Client {
  /** Sends to one process, counted over those there are. */
  send(process: number, request: Request): Promise<Outcome>
  close(): void
}

export const isReply = (outcome: Outcome): outcome is Reply => typeof outcome !== 'string'

/** How a report names a failure: the status with what its problem says, or the code of the transport error. */
export function codeOf(outcome: Outcome): string {
  if (!isReply(outcome)) return outcome
  const { type = '', detail = '' } = outcome.body as { type?: string; detail?: string }
  return `${outcome.status} ${type.replace('/problems/', '')} ${detail}`.trim()
}

/** A client that hears nothing for so long gives the request up and its connection with it. */
const PATIENCE_MS = 20_000

export function createClient(ports: () => readonly number[], token: string): Client {
  const connections = new Map<number, Connection>()
  /** Ports whose connection has carried a reply. */
  const proven = new Set<number>()

  function connectionTo(port: number): Connection {
    const known = connections.get(port)
    if (known) return known
    const opened = createConnection({ host: '127.0.0.1', port })
    connections.set(port, opened)
    return opened
  }

  return {
    send(process, request) {
      const open = ports()
      const port = open[process % open.length] ?? 0
      const connection = connectionTo(port)
      return new Promise(resolve => {
        const timer = setTimeout(() => connection.close(), PATIENCE_MS)
        connection.send(wireForm(request, token), outcome => {
          clearTimeout(timer)
          if (typeof outcome === 'string') return resolve(proven.delete(port) ? outcome : outcome + ON_FRESH)
          proven.add(port)
          // The server says that nothing more is read from this connection.
          if (/\r\nconnection: *close/i.test(outcome.head)) {
            connection.close()
            proven.delete(port)
          }
          resolve({ status: outcome.status, body: jsonOf(outcome.body) })
        })
      })
    },
    close() {
      for (const connection of connections.values()) connection.close()
    },
  }
}

function wireForm({ method, path, body, key, traceparent }: Request, token: string): string {
  const payload = body === undefined ? '' : JSON.stringify(body)
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Bearer ${token}`,
    ...(body === undefined
      ? []
      : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(payload)}`]),
    ...(key === undefined ? [] : [`Idempotency-Key: ${key}`]),
    ...(traceparent === undefined ? [] : [`Traceparent: ${traceparent}`]),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${payload}`
}

function jsonOf(body: Buffer): Reply['body'] {
  return body.length === 0 ? {} : JSON.parse(body.toString())
}
