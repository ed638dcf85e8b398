// Seats and customers over real sockets, for tests of the desk: frames are awaited by what they say.
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Test } from 'tap'
import WebSocket from 'ws'
import { signToken } from '../../../src/auth/sign.js'
import { checkTold } from '../front/told.js'
import { type Server, startServer } from './harness.js'

export type Frame = Readonly<Record<string, unknown>>

export interface DeskClient {
  /** All that came so far. */
  readonly frames: readonly Frame[]
  send(frame: Frame): void
  /** The first frame, come or to come and not yet taken, that has these members. */
  take(wanted: Frame): Promise<Frame>
  /** Takes all that came so far. */
  skip(): void
  close(): Promise<void>
  terminate(): void
}

const TAKE_MS = 20_000

export async function openDesk(
  t: Test,
  server: Server,
  path: '/seat' | '/ws',
  token: string,
): Promise<DeskClient> {
  const url = `${server.url.replace('http', 'ws')}${path}`
  const ws = new WebSocket(url, ['rushdesk.v1'], { headers: { authorization: `Bearer ${token}` } })
  const frames: Frame[] = []
  const taken = new Set<Frame>()
  let onFrame = () => {}
  ws.on('message', message => {
    const frame = JSON.parse(String(message)) as Frame
    checkTold(path, frame)
    frames.push(frame)
    onFrame()
  })
  ws.on('error', () => undefined)
  t.teardown(() => ws.terminate())
  await once(ws, 'open')
  const find = (wanted: Frame) => frames.find(frame => !taken.has(frame) && has(frame, wanted))
  return {
    frames,
    send: frame => ws.send(JSON.stringify(frame)),
    skip() {
      for (const frame of frames) taken.add(frame)
    },
    async take(wanted) {
      const until = Date.now() + TAKE_MS
      for (;;) {
        const found = find(wanted)
        if (found) {
          taken.add(found)
          return found
        }
        const left = until - Date.now()
        if (left <= 0) throw new Error(`no ${JSON.stringify(wanted)} in ${JSON.stringify(frames.slice(-10))}`)
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, left)
          onFrame = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
    },
    async close() {
      const closed = once(ws, 'close')
      ws.close()
      await closed
    },
    terminate: () => ws.terminate(),
  }
}

function has(frame: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return frame === wanted
  if (typeof frame !== 'object' || frame === null) return false
  return Object.entries(wanted).every(([name, value]) => has((frame as Frame)[name], value))
}

/** A seat's socket that has said it is online. */
export async function openSeat(t: Test, server: Server, sub: string): Promise<DeskClient> {
  const token = await signToken({ uid: sub, role: 'seat', expiresInS: 3600 }, server.secret, Date.now())
  const seat = await openDesk(t, server, '/seat', token)
  await seat.take({ type: 'queue' })
  seat.send({ type: 'status', status: 'online' })
  await seat.take({ type: 'status', status: 'online' })
  return seat
}

/** Servers of one cluster, held at level 0. What they refuse while their store stands still for a moment, as on a busy
 *  machine, is asked for again, as clients do. */
export async function startDesks(t: Test, count: number, env: NodeJS.ProcessEnv): Promise<readonly Server[]> {
  const servers: Server[] = []
  // One after the other: a server ends with what was open before it began.
  for (let i = 0; i < count; i++) servers.push(patient(await startServer(t, env)))
  const [first] = servers
  const token = await first?.token('operator', { role: 'admin', shop: '*' })
  const asked = { ...(token !== undefined && { token }) }
  await first?.call('PUT', '/admin/level', { ...asked, body: { level: 0 } })
  for (const server of servers) {
    await until(async () => {
      const { json } = await server.call('GET', '/admin/level', asked)
      return (json as { mode?: string }).mode === 'manual'
    })
  }
  return servers
}

const RETRY_MS = 200

function patient(server: Server): Server {
  const call: Server['call'] = async (...asked) => {
    const giveUpAt = Date.now() + TAKE_MS
    for (;;) {
      const reply = await server.call(...asked)
      if (reply.status !== 503 || Date.now() > giveUpAt) return reply
      await delay(RETRY_MS)
    }
  }
  return { ...server, call, chat: (token, body) => call('POST', '/chat', { token, body }) }
}

/** Asks until it is so. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + TAKE_MS
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error(`not so within ${TAKE_MS} ms: ${isSo}`)
    await delay(50)
  }
}
