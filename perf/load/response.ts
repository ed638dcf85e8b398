// Reads HTTP/1.1 responses out of a byte stream. Pure; knows just what our servers send: a Content-Length, chunks
// without extensions and trailers, or no body.

export interface Response {
  readonly status: number
  /** The status line and the header fields. */
  readonly head: string
  readonly body: Buffer
}

/** Bytes taken and the first whole response in them, or undefined while it is not whole. */
export function takeResponse(
  bytes: Buffer,
): { readonly response: Response; readonly taken: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const status = (digit(bytes, 9) * 10 + digit(bytes, 10)) * 10 + digit(bytes, 11)
  const head = bytes.toString('latin1', 0, headEnd)
  const start = headEnd + 4
  if (isChunked(head)) {
    const whole = takeChunks(bytes, start)
    return whole && { response: { status, head, body: whole.body }, taken: whole.end }
  }
  const taken = start + bodyLength(head, status)
  if (bytes.length < taken) return undefined
  return { response: { status, head, body: bytes.subarray(start, taken) }, taken }
}

const contentLength = /\r\ncontent-length: *(\d+)/i

const isChunked = (head: string) => !contentLength.test(head) && /\r\ntransfer-encoding: *chunked/i.test(head)

function bodyLength(head: string, status: number): number {
  if (status === 204 || status === 304) return 0
  const [, length] = contentLength.exec(head) ?? []
  if (length === undefined) throw new Error(`a response without Content-Length: ${head.split('\r\n', 1)}`)
  return Number(length)
}

/** The value of a header field; undefined when it is absent. */
export function fieldOf(head: string, name: string): string | undefined {
  const [, value] = new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i').exec(head) ?? []
  return value
}

function takeChunks(bytes: Buffer, start: number): { body: Buffer; end: number } | undefined {
  const pieces: Buffer[] = []
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    if (Number.isNaN(size)) throw new Error('not a chunk size')
    const next = lineEnd + 2 + size + 2
    if (bytes.length < next) return undefined
    if (size === 0) return { body: Buffer.concat(pieces), end: next }
    pieces.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = next
  }
}

function digit(bytes: Buffer, at: number): number {
  const value = (bytes[at] ?? 0) - 48
  if (value < 0 || value > 9) throw new Error('not an HTTP/1.1 response')
  return value
}
