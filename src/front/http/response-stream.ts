// A reply that is written piece by piece to a uWS response.
import type { HttpResponse } from 'uWebSockets.js'
import type { Outlet } from './reply.js'
import type { Client } from './request.js'

/** Bytes a client may leave unread. */
const UNREAD_MAX = 1_048_576

/** `close` is called when the stream is complete and tells whether its connection must end too; when the client
 *  goes, the response's abort handler says so.
 *  No onWritable handler but in hasRoom: with one, uWS stops draining what it buffered by itself, and leaves it to the
 *  next write or the end. */
export function startStream(res: HttpResponse, client: Client, close: () => boolean): Outlet {
  let unread = 0
  return {
    write(piece) {
      if (!client.isOpen) return
      res.cork(() => {
        // `write` is true once everything before it has left too.
        unread = res.write(piece) ? 0 : unread + Buffer.byteLength(piece)
      })
      if (unread > UNREAD_MAX) res.close()
    },
    async hasRoom() {
      if (unread > 0 && client.isOpen) {
        await new Promise<void>(resolve => {
          client.onGone = resolve
          res.onWritable(() => {
            unread = 0
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
