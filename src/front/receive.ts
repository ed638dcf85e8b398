// A body, counted and decoded while it comes in. uWS takes the pieces back after each call, so they are copied.
import { isUtf8 } from 'node:buffer'
import type { Body, Client } from './request.js'

/** A body must be complete this long after its first piece. */
const BODY_MS = 10_000
/** What is too large is read to its end, so that the connection can go on; beyond this nobody means well. */
const SWALLOW_MAX = 8_388_608

/** An onData handler that calls `finish` once, unless the client goes before. */
export function createBodyReceiver(
  maxBytes: number,
  client: Client,
  finish: (body: Body) => void,
): (piece: ArrayBuffer, isLast: boolean) => void {
  const pieces: Buffer[] = []
  let bytes = 0
  let isDone = false
  let timer: NodeJS.Timeout | undefined

  const done = (body: Body): void => {
    isDone = true
    clearTimeout(timer)
    client.onGone = undefined
    finish(body)
  }

  return (piece, isLast) => {
    if (isDone) return
    bytes += piece.byteLength
    if (bytes > SWALLOW_MAX) return done({ at: 'endless' })
    if (bytes > maxBytes) pieces.length = 0
    else if (isLast && pieces.length === 0) return done(decode(Buffer.from(piece)))
    else pieces.push(Buffer.from(piece.slice(0)))
    if (isLast) return done(bytes > maxBytes ? { at: 'too-large' } : decode(Buffer.concat(pieces)))
    timer ??= setTimeout(done, BODY_MS, { at: 'endless' })
    client.onGone ??= () => clearTimeout(timer)
  }
}

function decode(bytes: Buffer): Body {
  return isUtf8(bytes) ? { at: 'text', text: bytes.toString('utf8') } : { at: 'invalid-utf8' }
}
