// A client that sends bytes as a test wants them and tells what came back: for what well-behaved clients never do.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface Raw {
  readonly socket: Socket
  send(bytes: string | Uint8Array): void
  /** Everything that came so far. */
  received(): string
  /** Resolves when the pattern is in what came; rejects when the connection ends before. */
  until(pattern: RegExp): Promise<string>
  /** Resolves when the server has closed, with everything that came. */
  closed(): Promise<string>
  end(): void
}

export async function openRaw(port: number): Promise<Raw> {
  const socket = connect({ port, host: '127.0.0.1' })
  let received = ''
  socket.on('data', piece => {
    received += piece.toString('latin1')
  })
  // A reset is one way in which a server closes; the tests look at what came before it.
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return {
    socket,
    send: bytes => void socket.write(bytes),
    received: () => received,
    until: pattern =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(received)) return
          socket.off('data', look).off('close', fail)
          resolve(received)
        }
        const fail = () => reject(new Error(`closed after ${JSON.stringify(received)}`))
        socket.on('data', look).on('close', fail)
        look()
      }),
    closed: async () => {
      if (!socket.closed) await once(socket, 'close')
      return received
    },
    end: () => void socket.destroy(),
  }
}

/** A POST /chat as bytes. */
export function post(body: string | Uint8Array, headers: Record<string, string>): Buffer {
  const bytes = Buffer.from(body)
  const head = [
    'POST /chat HTTP/1.1',
    'Host: x',
    `Content-Length: ${bytes.length}`,
    'Content-Type: application/json',
  ]
  for (const [name, value] of Object.entries(headers)) head.push(`${name}: ${value}`)
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes])
}
