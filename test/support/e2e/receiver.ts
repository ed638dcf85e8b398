// A shop's server that takes webhooks, for tests.
import { createServer, type Server as HttpServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Test } from 'tap'

export interface HeardEvent {
  readonly id: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** A shop's server. Answers 500 to the first `failures` tries of each event, then `status`; keeps what it took. */
export async function startReceiver(t: Test) {
  const heard: HeardEvent[] = []
  const state = { status: 200, calls: 0, failures: 0 }
  const tries = new Map<string, number>()
  const server: HttpServer = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => {
      body += piece.toString()
    })
    request.on('end', () => {
      state.calls++
      const { type, data } = JSON.parse(body)
      const id = String(request.headers['webhook-id'])
      tries.set(id, (tries.get(id) ?? 0) + 1)
      const status = (tries.get(id) ?? 0) <= state.failures ? 500 : state.status
      if (status < 300) heard.push({ id, headers: request.headers, body, type, data })
      // Each test counts what it leaves open.
      response.writeHead(status, { connection: 'close' }).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const until = async (isEnough: () => boolean, ms = 30_000) => {
    const giveUpAt = Date.now() + ms
    while (!isEnough() && Date.now() < giveUpAt) await delay(20)
  }
  const { port } = server.address() as AddressInfo
  const goAway = async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  const comeBack = () => new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  return { heard, state, until, goAway, comeBack, url: `http://127.0.0.1:${port}/hooks` }
}
