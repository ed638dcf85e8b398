// One keep-alive connection that carries one request at a time, over a plain socket: an HTTP library would cost
// more than the server under test. A connection that the server closed is opened again with the next request.
import { connect, type Socket } from 'node:net'
import { type Response, takeResponse } from './response.js'

/** A response, or the code of what went wrong. */
export type Outcome = Response | string

export interface Connection {
  /** Sends a request that is already in wire form. Not before the last one has ended.
   *  `onPart` sees what has come of a response that is not whole yet, each time from its first byte. */
  send(request: string | Buffer, onEnd: (outcome: Outcome) => void, onPart?: (bytes: Buffer) => void): void
  close(): void
}

export interface Target {
  readonly host: string
  readonly port: number
}

export function createConnection(target: Target): Connection {
  let socket: Socket | undefined
  let before: Buffer | undefined
  let end: ((outcome: Outcome) => void) | undefined
  let part: ((bytes: Buffer) => void) | undefined

  function finish(outcome: Outcome): void {
    const done = end
    end = undefined
    done?.(outcome)
  }

  function drop(code: string): void {
    socket?.destroy()
    socket = undefined
    before = undefined
    finish(code)
  }

  function take(chunk: Buffer): void {
    const bytes = before === undefined ? chunk : Buffer.concat([before, chunk])
    try {
      const whole = takeResponse(bytes)
      before = whole === undefined ? bytes : undefined
      if (whole !== undefined) finish(whole.response)
      else part?.(bytes)
    } catch {
      drop('bad response')
    }
  }

  function open(): Socket {
    const opened = connect({ ...target, noDelay: true })
    let code = 'closed'
    opened.on('data', take)
    opened.on('error', (fault: NodeJS.ErrnoException) => {
      code = fault.code ?? fault.message
    })
    opened.on('close', () => {
      if (socket === opened) drop(code)
    })
    return opened
  }

  return {
    send(request, onEnd, onPart) {
      end = onEnd
      part = onPart
      socket ??= open()
      socket.write(request)
    },
    close: () => drop('closed'),
  }
}
