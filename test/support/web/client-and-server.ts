// A started server with a simulated vendor, and clients as a page would have them; between them a line that can
// be cut.
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { Test } from 'tap'
import { WebSocket } from 'ws'
import type { VendorOptions } from '../../../perf/fake-llm/options.js'
import { startVendor, type Vendor } from '../../../perf/fake-llm.js'
import { type Client, type ClientOptions, createClient } from '../../../web/client/client.js'
import { type Server, startServer, type Teardowns } from '../e2e/harness.js'

export interface Rig {
  readonly vendor: Vendor
  readonly server: Server
  /** A client of customer `uid` (default u1); it is closed with its test. */
  client(t: Test, options?: Partial<ClientOptions> & { readonly uid?: string }): Client
}

export async function startRig(
  t: Test,
  options: Partial<VendorOptions> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<Rig> {
  const vendor = await startVendor(options)
  t.teardown(() => vendor.close())
  const server = await startServer(t, { LLM_URL: vendor.url, UID_RATE_PER_S: '0', ...env })
  return {
    vendor,
    server,
    client: (t, { uid = 'u1', ...named } = {}) => {
      const token = () => server.token(uid)
      const client = createClient({ baseUrl: server.url, token, WebSocket, ...named })
      t.teardown(() => client.close())
      return client
    },
  }
}

/** A TCP line to a server. */
export interface Line {
  readonly url: string
  /** Breaks what is open; new connections are let through. */
  cut(): void
  /** From now on whatever begins a connection with these words is broken off. */
  block(words: RegExp | undefined): void
  /** The server's next bytes on any connection are lost, and the connection with them. */
  loseReply(): void
  /** The requests that came, by their first lines. */
  readonly requests: readonly string[]
}

/** `port` may be asked for at each connection: a balancer's line leads to a process that lives. */
export async function layLine(t: Teardowns, port: number | (() => number)): Promise<Line> {
  const open = new Set<Socket>()
  const requests: string[] = []
  let blocked: RegExp | undefined
  let losesReply = false
  const join = (near: Socket): void => {
    const far = connect(typeof port === 'number' ? port : port(), '127.0.0.1')
    const end = (): void => {
      for (const socket of [near, far]) {
        open.delete(socket)
        socket.destroy()
      }
    }
    for (const socket of [near, far]) open.add(socket.on('close', end).on('error', end))
    near.on('data', chunk => {
      requests.push(...(chunk.toString('latin1').match(/^(GET|POST|DELETE) \S+/gm) ?? []))
      if (blocked?.test(chunk.toString('latin1'))) end()
      else far.write(chunk)
    })
    far.on('data', chunk => {
      if (!losesReply) near.write(chunk)
      else {
        losesReply = false
        end()
      }
    })
  }
  const listener = createServer(join).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const cut = (): void => {
    for (const socket of open) socket.destroy()
  }
  t.teardown(() => {
    cut()
    listener.close()
  })
  const address = listener.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    cut,
    block: words => {
      blocked = words
    },
    loseReply: () => {
      losesReply = true
    },
    requests,
  }
}

/** The next event of a client. */
export function nextOf<Name extends Parameters<Client['on']>[0]>(
  client: Client,
  name: Name,
  isIt: (event: Parameters<Parameters<typeof client.on<Name>>[1]>[0]) => boolean = () => true,
): Promise<Parameters<Parameters<typeof client.on<Name>>[1]>[0]> {
  return new Promise(resolve => {
    const stop = client.on(name, event => {
      if (!isIt(event)) return
      stop()
      resolve(event)
    })
  })
}
