// The server of a desk, played: a full queue, held dialogs, and customers who write in all of them. Over a socket of its own,
// so that neither a busy server nor the debugger's way into the page is measured.
import { once } from 'node:events'
import { type WebSocket, WebSocketServer } from 'ws'

export interface PlayedDesk {
  readonly url: string
  /** Customers begin to write; the returned function ends it and says how many messages came. */
  write(): () => number
  close(): void
}

export const HELD = 6
const WAITING = 200
const MESSAGES_PER_S = 50
const TICK_MS = 100

const idOf = (n: number) => n.toString(16).padStart(32, '0')
const now = () => new Date().toISOString()
const rowOf = (n: number) => ({
  // Each has waited a second longer than the one before it: their clocks do not turn all at once, and some do at any time.
  since: new Date(Date.now() - n * 1_000).toISOString(),
  dialog_id: idOf(n),
  reason: 'asked',
  priority: 3,
  waited_s: n,
  bot: 'on',
  shop: 'main',
  last: `第 ${n} 位顾客：我的快递三天没有更新了，麻烦帮我看一下`,
})
const rows = (from: number, count: number) => Array.from({ length: count }, (_none, i) => rowOf(from + i))

export async function playDesk(): Promise<PlayedDesk> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  const seats = new Set<WebSocket>()
  server.on('connection', socket => {
    seats.add(socket)
    const send = (frame: object) => socket.send(JSON.stringify(frame))
    socket.on('message', text => {
      const frame = JSON.parse(String(text)) as SeatFrame
      if (frame.type === 'status') send({ type: 'status', status: frame.status, load: HELD })
      if (frame.type === 'claim') send(historyOf(frame))
    })
    const me = { sub: 'li', name: '李', status: 'online', capacity: 10, load: HELD, skills: [] }
    const lists = { waiting: rows(HELD, WAITING), held: rows(0, HELD), left: [] }
    send({ type: 'queue', ...lists, me, canned_version: '0' })
  })
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    write: () => writeAlong(seats),
    close() {
      for (const seat of seats) seat.terminate()
      server.close()
    },
  }
}

interface SeatFrame {
  readonly type: string
  readonly ref?: string
  readonly dialog_id?: string
  readonly status?: string
}

function historyOf({ ref, dialog_id }: SeatFrame) {
  const turns = Array.from({ length: 20 }, (_none, i) => ({
    turn_id: idOf(i),
    seq: i + 1,
    at: now(),
    text: `第 ${i} 个问题`,
    answer: '这是一个回答。',
    ai: true,
  }))
  const summary = { text: '顾客在等快递', open_question: '', tried: [] }
  return { type: 'history', ref, dialog_id, turns, cards: [], notes: [], summary, claim_id: 'c' }
}

function writeAlong(seats: ReadonlySet<WebSocket>): () => number {
  const first = 100
  let seq = first
  const timer = setInterval(() => {
    for (let i = 0; i < (MESSAGES_PER_S * TICK_MS) / 1_000; i++) {
      seq++
      const message = { seq, from: 'customer', text: `还在吗，等了 ${seq} 秒了`, at: now() }
      const frame = JSON.stringify({ type: 'message', dialog_id: idOf(seq % HELD), ...message })
      for (const seat of seats) seat.send(frame)
    }
  }, TICK_MS)
  return () => {
    clearInterval(timer)
    return seq - first
  }
}
