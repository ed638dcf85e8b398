// Bodies over 500 bytes, compressed as the client likes it. Small ones at once, since handing them to a thread
// costs more than compressing them; large ones off the thread, and those that never change only once.
import { promisify } from 'node:util'
import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from 'node:zlib'
import type { Reply, WholeReply } from './reply.js'
import { weightsOf } from './request.js'

const WORTH_BYTES = 500
/** A UTF-16 unit is at most three bytes, so that most answers are told apart by their length alone. */
const WORTH_LENGTH = Math.floor(WORTH_BYTES / 3)
const SYNC_MAX_BYTES = 8192

const CODING = 'Accept-Encoding'

export type Encoding = 'br' | 'gzip'

const pictureType = /^image\/(?:jpeg|png|webp)$/

/** Fast settings: an answer is compressed once and read once. */
const brotliFast = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }
const gzipFast = { level: 1 }
const now = {
  br: (body: Uint8Array) => brotliCompressSync(body, brotliFast),
  gzip: (body: Uint8Array) => gzipSync(body, gzipFast),
}
const gzipLater = promisify<Uint8Array, { level: number }, Buffer>(gzip)
const brotliLater = promisify<Uint8Array, typeof brotliFast, Buffer>(brotliCompress)
const later = {
  br: (body: Uint8Array) => brotliLater(body, brotliFast),
  gzip: (body: Uint8Array) => gzipLater(body, gzipFast),
}

/** The reply itself, when it is small or streamed, otherwise as Accept-Encoding wants it. */
export type Compress = (
  reply: Reply,
  acceptEncoding: string | undefined,
) => WholeReply | Reply | Promise<WholeReply>

export function createCompress(): Compress {
  const done = { br: new WeakMap<Reply, WholeReply>(), gzip: new WeakMap<Reply, WholeReply>() }

  async function large(reply: WholeReply, encoding: Encoding, body: Uint8Array): Promise<WholeReply> {
    const known = done[encoding].get(reply)
    if (known !== undefined) return known
    const compressed = encoded(reply, encoding, await later[encoding](body))
    done[encoding].set(reply, compressed)
    return compressed
  }

  return (reply, acceptEncoding) => {
    if ('start' in reply || reply.body.length <= WORTH_LENGTH) return reply
    if (isCompressed(reply)) return reply
    if (Buffer.byteLength(reply.body) <= WORTH_BYTES) return reply
    const encoding = acceptEncoding === undefined ? undefined : encodingOf(acceptEncoding)
    if (encoding === undefined) return { ...reply, headers: { ...reply.headers, Vary: varyOf(reply) } }
    const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body
    if (body.length > SYNC_MAX_BYTES) return large(reply, encoding, body)
    return encoded(reply, encoding, now[encoding](body))
  }
}

/** A file was compressed when it was read, and a picture by what it is. */
function isCompressed({ headers, type }: WholeReply): boolean {
  return 'Content-Encoding' in headers || pictureType.test(type)
}

function encoded(reply: WholeReply, encoding: Encoding, body: Uint8Array): WholeReply {
  return {
    ...reply,
    body,
    headers: { ...reply.headers, 'Content-Encoding': encoding, Vary: varyOf(reply) },
  }
}

/** A reply may vary by more than its coding, and may say already that it varies by that. */
function varyOf({ headers: { Vary } }: WholeReply): string {
  if (Vary === undefined || Vary.includes(CODING)) return Vary ?? CODING
  return `${Vary}, ${CODING}`
}

/** The best coding by an Accept-Encoding header. */
export function encodingOf(acceptEncoding: string): Encoding | undefined {
  const weights = weightsOf(acceptEncoding)
  const any = weights.get('*') ?? 0
  const [br, gz] = [weights.get('br') ?? any, weights.get('gzip') ?? any]
  if (br > 0 && br >= gz) return 'br'
  return gz > 0 ? 'gzip' : undefined
}
