// A customer on a WebSocket of its own: upgrade, one question, its answer or refusal, and away. Written by hand, because a
// library's sockets would cost more than the server under test.
import { connect } from 'node:net'
import type { Target } from '../../load/connection.js'

/** How it ended: the answer's source, the kind of the problem, or the code of what went wrong with the connection. */
export type OnEnd = (end: string) => void

export interface SocketQuestion {
  readonly token: string
  readonly text: string
}

export function askBySocket(target: Target, { token, text }: SocketQuestion, onEnd: OnEnd): void {
  const socket = connect({ ...target, noDelay: true })
  let isUpgraded = false
  let seen = Buffer.alloc(0)
  let code = 'closed'
  let end: OnEnd | undefined = onEnd
  const finish = (how: string) => {
    end?.(how)
    end = undefined
    socket.destroy()
  }
  socket.on('connect', () => socket.write(upgradeOf(target, token)))
  socket.on('error', (fault: NodeJS.ErrnoException) => {
    code = fault.code ?? fault.message
  })
  socket.on('close', () => finish(code))
  socket.on('data', (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk])
    if (!isUpgraded) {
      const headEnd = seen.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const status = seen.toString('latin1', 9, 12)
      if (status !== '101') return finish(status)
      isUpgraded = true
      seen = seen.subarray(headEnd + 4)
      socket.write(frameOf(JSON.stringify({ type: 'turn', text })))
    }
    const ended = endIn(seen)
    if (ended !== undefined) finish(ended)
  })
}

/** The end that one of the server's frames tells; they are small and few, so all are looked at again. */
function endIn(bytes: Buffer): string | undefined {
  for (let at = 0; at + 2 <= bytes.length; ) {
    const short = (bytes[at + 1] ?? 0) & 127
    const start = at + (short === 126 ? 4 : 2)
    const length = short === 126 && at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : short
    if (bytes.length < start + length) return undefined
    const ended = endOf(bytes.toString('utf8', start, start + length))
    if (ended !== undefined) return ended
    at = start + length
  }
  return undefined
}

function endOf(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined
  const { type, source, problem } = JSON.parse(text) as {
    readonly type: string
    readonly source?: string
    readonly problem?: { readonly type?: string }
  }
  if (type === 'answer') return source
  return type === 'error' ? (problem?.type?.replace('/problems/', '') ?? 'error') : undefined
}

function upgradeOf({ host, port }: Target, token: string): string {
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n'
  const head = `GET /ws HTTP/1.1\r\nHost: ${host}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`
  return `${head}${key}Authorization: Bearer ${token}\r\n\r\n`
}

/** A masked text frame (RFC 6455 §5.2) with a mask of zeros. */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text)
  const length = payload.length
  const head = length < 126 ? [0x81, 0x80 | length] : [0x81, 0xfe, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload])
}
