// A WebSocket that the test opens, feeds and closes.
import type { SocketLike } from '../../../web/client/connection.js'
import type { Close } from '../../../web/client/retry.js'

export class FakeSocket implements SocketLike {
  readonly sent: string[] = []
  isClosed = false
  readonly #listeners = new Map<string, (event: never) => void>()

  send(frame: string): void {
    this.sent.push(frame)
  }

  close(): void {
    this.isClosed = true
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.set(type, listener)
  }

  happen(type: 'open' | 'message' | 'close', event?: Close | { data: unknown }): void {
    this.#listeners.get(type)?.(event as never)
  }
}
