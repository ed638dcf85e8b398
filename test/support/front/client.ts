// A WebSocket client for tests: frames are awaited one after the other.
import { once } from 'node:events'
import type { Test } from 'tap'
import WebSocket, { type ClientOptions } from 'ws'
import { tokenFor } from '../../../perf/load/fake-front.js'
import { checkTold } from './told.js'

export interface Client {
  readonly ws: WebSocket
  send(frame: object | string): void
  /** The next frame; rejects when the socket closes first. */
  next(): Promise<Record<string, unknown>>
  closed(): Promise<{ code: number; reason: string }>
}

export async function connect(
  t: Test,
  port: number,
  {
    protocols = ['rushdesk.v1'],
    token,
    path = '/ws',
    ...options
  }: ClientOptions & { protocols?: string[]; token?: string; path?: string } = {},
): Promise<Client> {
  const headers = { authorization: `Bearer ${token ?? (await tokenFor())}`, ...options.headers }
  const ws = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { ...options, headers })
  const client = clientOf(ws)
  t.teardown(() => ws.terminate())
  await once(ws, 'open')
  return client
}

export function clientOf(ws: WebSocket): Client {
  const frames: Record<string, unknown>[] = []
  const waiting: ((frame: Record<string, unknown>) => void)[] = []
  ws.on('message', message => {
    const frame = JSON.parse(String(message))
    checkTold(new URL(ws.url).pathname, frame)
    const first = waiting.shift()
    if (first) first(frame)
    else frames.push(frame)
  })
  const closed = new Promise<{ code: number; reason: string }>(resolve => {
    ws.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
  })
  return {
    ws,
    send: frame => ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    next: () =>
      new Promise((resolve, reject) => {
        const frame = frames.shift()
        if (frame) return resolve(frame)
        waiting.push(resolve)
        void closed.then(end => reject(new Error(`closed with ${end.code} ${end.reason}`)))
      }),
    closed: () => closed,
  }
}

/** How an upgrade was refused. */
export async function refusedUpgrade(
  port: number,
  headers: Record<string, string>,
  protocols: string[] = ['rushdesk.v1'],
): Promise<{ status: number | undefined; body: string }> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/ws`, protocols, { headers })
  ws.on('error', () => undefined)
  const [, response] = await once(ws, 'unexpected-response')
  let body = ''
  for await (const piece of response) body += piece
  return { status: response.statusCode, body }
}
