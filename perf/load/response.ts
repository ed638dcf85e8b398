// Reads HTTP/1.1 responses out of a byte stream. Pure; knows just what our servers send: a Content-Length or no body.

export interface Response {
  readonly status: number
  readonly body: Buffer
}

/** Bytes taken and the first whole response in them, or undefined while it is not whole. */
export function takeResponse(
  bytes: Buffer,
): { readonly response: Response; readonly taken: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const status = (digit(bytes, 9) * 10 + digit(bytes, 10)) * 10 + digit(bytes, 11)
  const bodyStart = headEnd + 4
  const taken = bodyStart + bodyLength(bytes.toString('latin1', 0, headEnd), status)
  if (bytes.length < taken) return undefined
  return { response: { status, body: bytes.subarray(bodyStart, taken) }, taken }
}

function bodyLength(head: string, status: number): number {
  if (status === 204 || status === 304) return 0
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
  if (length === undefined) throw new Error(`a response without Content-Length: ${head.split('\r\n', 1)}`)
  return Number(length)
}

function digit(bytes: Buffer, at: number): number {
  const value = (bytes[at] ?? 0) - 48
  if (value < 0 || value > 9) throw new Error('not an HTTP/1.1 response')
  return value
}
