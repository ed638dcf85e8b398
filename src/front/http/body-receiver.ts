// A body, counted and decoded while it comes in. uWS takes the pieces back after each call, so they are copied.
import { isUtf8 } from 'node:buffer'
import type { Body, Client, Request } from './request.js'

/** A body must be complete this long after its first piece. */
const BODY_MS = 10_000
/** uWS skips a body of known length that nobody reads, at next to no cost, so that its connection can go on. A longer
 *  one is not waited for: the connection is closed behind the reply. */
const SKIPPED_MAX = 8_388_608
/** Bytes of a body that are still counted after it was found too large. */
const BEYOND_MAX = 65_536
/** A piece costs some 500 bytes of memory and a microsecond, however short it is: so many may come, and one more for
 *  each so many bytes of the limit. A network's segments carry 1,400. */
const PIECES_FREE = 64
const BYTES_A_PIECE = 128
const FIRST_BYTES = 2_048

type Head = Pick<Request, 'headers'>

/** Bytes that bodies under way may hold together. */
export interface BodyRoom {
  /** False: there is no room for so many more. */
  reserve(bytes: number): boolean
  release(bytes: number): void
}

export function createBodyRoom(maxBytes: number): BodyRoom {
  let held = 0
  return {
    reserve(bytes) {
      if (held + bytes > maxBytes) return false
      held += bytes
      return true
    },
    release(bytes) {
      held -= bytes
    },
  }
}

/** Content-Length; 0 when the head names none. */
export function declaredBytes({ headers }: Head): number {
  return Number(headers.get('content-length') ?? 0)
}

/** The body of a request that is answered from its head alone. */
export function unreadBody(head: Head): Body {
  const isLong = head.headers.has('transfer-encoding') || declaredBytes(head) > SKIPPED_MAX
  return { kind: isLong ? 'endless' : 'none' }
}

/** A body that its head declares too large; nothing of it is read. */
export function tooLarge(head: Head): Body {
  return { kind: declaredBytes(head) > SKIPPED_MAX ? 'endless' : 'too-large' }
}

export interface BodyOrder {
  readonly maxBytes: number
  readonly client: Client
  readonly room: BodyRoom
  /** The bytes are wanted as they are: they are no text. */
  readonly isBinary: boolean
}

/** An onData handler that calls `finish` once, unless the client goes before. The body grows in one buffer. */
export function createBodyReceiver(
  { maxBytes, client, room, isBinary }: BodyOrder,
  finish: (body: Body) => void,
): (piece: ArrayBuffer, isLast: boolean) => void {
  // A body that comes in one piece, as most do, needs none.
  let buffer: GrowingBuffer | undefined
  const mostPieces = PIECES_FREE + maxBytes / BYTES_A_PIECE
  let [bytes, pieces, isDone] = [0, 0, false]
  let timer: NodeJS.Timeout | undefined

  const release = (): void => {
    isDone = true
    clearTimeout(timer)
    buffer?.release()
  }
  const done = (body: Body): void => {
    client.onGone = undefined
    release()
    finish(body)
  }
  const read = isBinary ? copied : decode
  const whole = (from: GrowingBuffer) => done(bytes > maxBytes ? { kind: 'too-large' } : read(from.bytes()))

  return (piece, isLast) => {
    if (isDone) return
    if (isLast && bytes === 0 && piece.byteLength <= maxBytes) return done(read(Buffer.from(piece)))
    bytes += piece.byteLength
    if (++pieces > mostPieces || bytes > maxBytes + BEYOND_MAX) return done({ kind: 'endless' })
    buffer ??= createGrowingBuffer(maxBytes, room)
    if (bytes <= maxBytes && !buffer.append(new Uint8Array(piece))) return done({ kind: 'no-room' })
    if (isLast) return whole(buffer)
    timer ??= setTimeout(done, BODY_MS, { kind: 'endless' })
    client.onGone ??= release
  }
}

type GrowingBuffer = ReturnType<typeof createGrowingBuffer>

/** One buffer that doubles as it fills, its size counted in `room`. */
function createGrowingBuffer(maxBytes: number, room: BodyRoom) {
  let buffer = Buffer.alloc(0)
  let used = 0
  return {
    bytes: () => buffer.subarray(0, used),
    /** False when the process has no room for it. */
    append(piece: Uint8Array): boolean {
      const needed = used + piece.byteLength
      if (needed > buffer.byteLength) {
        const size = Math.min(maxBytes, Math.max(FIRST_BYTES, needed, 2 * buffer.byteLength))
        if (!room.reserve(size - buffer.byteLength)) return false
        const grown = Buffer.allocUnsafeSlow(size)
        buffer.copy(grown, 0, 0, used)
        buffer = grown
      }
      buffer.set(piece, used)
      used = needed
      return true
    },
    release(): void {
      room.release(buffer.byteLength)
      buffer = Buffer.alloc(0)
    },
  }
}

/** uWS takes a piece back after the call. */
function copied(bytes: Buffer): Body {
  return { kind: 'bytes', bytes: Buffer.from(bytes) }
}

function decode(bytes: Buffer): Body {
  return isUtf8(bytes) ? { kind: 'text', text: bytes.toString('utf8') } : { kind: 'invalid-utf8' }
}
