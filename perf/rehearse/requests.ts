// The requests in wire form: a library that builds them would cost more than the server under test. Pure.
import type { Target } from '../load/connection.js'

export interface Asked {
  readonly token: string
  /** '' opens a dialog. */
  readonly dialogId: string
  readonly text: string
  readonly isStream: boolean
}

export function chatRequest(target: Target, { token, dialogId, text, isStream }: Asked): string {
  const body = JSON.stringify(dialogId === '' ? { text } : { text, dialog_id: dialogId })
  const accept = isStream ? 'Accept: text/event-stream\r\n' : ''
  const entity = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`
  return `${headOf(target, 'POST /chat', token)}${accept}${entity}\r\n${body}`
}

/** Asks for a pending turn, and lets the server hold the reply for `waitS`. */
export function pollRequest(
  target: Target,
  location: string,
  poll: { token: string; waitS: number },
): string {
  return `${headOf(target, `GET ${location}?wait=${poll.waitS}`, poll.token)}\r\n`
}

export function dialogRequest(target: Target, asked: Pick<Asked, 'token' | 'dialogId'>): string {
  return `${headOf(target, `GET /chat/${asked.dialogId}`, asked.token)}\r\n`
}

function headOf({ host, port }: Target, line: string, token: string): string {
  return `${line} HTTP/1.1\r\nHost: ${host}:${port}\r\nAuthorization: Bearer ${token}\r\n`
}
