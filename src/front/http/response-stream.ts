// A reply that is written piece by piece to a uWS response.
import type { HttpResponse } from 'uWebSockets.js'
import type { Clock } from '../../clock.js'
import type { Outlet } from './reply.js'
import type { Client } from './request.js'

/** Bytes a client may leave unread. */
const UNREAD_MAX = 1_048_576

/** A client may leave what waits for it unread for so long. */
export const UNREAD_MS = 30_000

export interface StreamDeps {
  readonly client: Client
  /** Never jumps. */
  readonly steady: Clock
  /** Called when the stream is complete; tells whether its connection must end, too. When the client goes, the response's
   *  abort handler says so. */
  close(): boolean
}

/** No onWritable handler but in hasRoom: with one, uWS stops draining what it buffered by itself, and leaves it to the
 *  next write or the end. */
export function startStream(res: HttpResponse, { client, steady, close }: StreamDeps): Outlet {
  let unread = 0
  /** When something began to wait that has not been read since; the pieces that only keep a stream alive would renew
   *  uWS's own time limit for ever. */
  let unreadSince = 0
  return {
    write(piece) {
      if (!client.isOpen) return
      res.cork(() => {
        // `write` is true once everything before it has left too.
        if (res.write(piece)) unread = 0
        else {
          if (unread === 0) unreadSince = steady.now()
          unread += Buffer.byteLength(piece)
        }
      })
      if (unread > UNREAD_MAX || (unread > 0 && steady.now() - unreadSince > UNREAD_MS)) res.close()
    },
    async hasRoom() {
      if (unread > 0 && client.isOpen) {
        await new Promise<void>(resolve => {
          const { onGone } = client
          client.onGone = () => {
            onGone?.()
            resolve()
          }
          res.onWritable(() => {
            unread = 0
            client.onGone = onGone
            // Promises that this handler settles would wait for the next event of the loop: uWS runs none after it.
            setImmediate(resolve)
            return true
          })
        })
      }
      return client.isOpen
    },
    cut() {
      if (client.isOpen) res.close()
    },
    end() {
      if (!client.isOpen) return
      const isLast = close()
      res.cork(() => res.end(undefined, isLast))
    },
  }
}
