// A stand-in for the server, with just the routes that the replay uses and faults to order.

import uWS, { type HttpResponse } from 'uWebSockets.js'
import { randomBytes } from 'node:crypto'

export interface StandIn {
  readonly url: string
  close(): void
}

interface Turn {
  readonly turn_id: string
  readonly seq: number
  readonly text: string
  readonly answer: string
  readonly source: string
}

/** A text that contains `pending`, `busy` or `broken` is answered 202, 429 once, or 503. `spoil` alters histories. */
export function startStandIn(spoil: (turns: Turn[]) => Turn[] = turns => turns): Promise<StandIn> {
  const dialogs = new Map<string, Turn[]>()
  const refusedKeys = new Set<string>()
  const app = uWS.App()

  const answer = (text: string, id: string) => {
    const turns = dialogs.get(id) ?? []
    dialogs.set(id, turns)
    const turn = { turn_id: newId(), seq: turns.length + 1, text, answer: `re: ${text}`, source: 'faq' }
    turns.push(turn)
    return { dialog_id: id, ...turn }
  }

  app.post('/chat', (res, req) => {
    const key = req.getHeader('idempotency-key')
    readBody(res, body => {
      const { text, dialog_id: dialogId = newId() } = JSON.parse(body) as { text: string; dialog_id?: string }
      if (text.includes('broken')) return send(res, '503', { type: '/problems/store-away' })
      if (text.includes('busy') && !refusedKeys.has(key)) {
        refusedKeys.add(key)
        return send(res, '429', { type: '/problems/rate-limited' }, ['retry-after', '1'])
      }
      const turn = answer(text, dialogId)
      if (!text.includes('pending')) return send(res, '200', turn)
      send(res, '202', { status: 'pending' }, ['location', `/chat/${dialogId}/turns/${turn.seq}`])
    })
  })
  app.get('/chat/:dialog/turns/:seq', (res, req) => {
    const id = req.getParameter(0) ?? ''
    const turn = dialogs.get(id)?.[Number(req.getParameter(1)) - 1]
    send(res, '200', { dialog_id: id, ...turn })
  })
  app.get('/chat/:dialog', (res, req) => {
    send(res, '200', { turns: spoil(dialogs.get(req.getParameter(0) ?? '') ?? []).slice(-50) })
  })
  return listen(app)
}

/** Serves the app on a free port of the loopback interface. */
export function listen(app: ReturnType<typeof uWS.App>): Promise<StandIn> {
  return new Promise((resolve, reject) => {
    app.listen('127.0.0.1', 0, socket => {
      if (!socket) return reject(new Error('no free port'))
      resolve({ url: `http://127.0.0.1:${uWS.us_socket_local_port(socket)}`, close: () => app.close() })
    })
  })
}

function readBody(res: HttpResponse, take: (body: string) => void): void {
  let body = ''
  res.onAborted(() => undefined)
  res.onData((chunk, isLast) => {
    body += Buffer.from(chunk).toString()
    if (isLast) take(body)
  })
}

function send(res: HttpResponse, status: string, body: unknown, header?: readonly [string, string]): void {
  res.writeStatus(status)
  if (header) res.writeHeader(...header)
  res.end(JSON.stringify(body))
}

const newId = () => randomBytes(16).toString('hex')
