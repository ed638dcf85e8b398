// The subprotocols that a WebSocket's client offers (RFC 6455 §1.9): ours, and with it a browser's token.

export const SUBPROTOCOL = 'rushdesk.v1'
const BEARER = 'bearer.'

type Headers = ReadonlyMap<string, string>

/** Ours when it is offered, '' when none is; undefined when only others are. */
export function protocolOf(headers: Headers): string | undefined {
  const offered = offeredIn(headers)
  if (offered.includes(SUBPROTOCOL)) return SUBPROTOCOL
  return offered.length === 0 ? '' : undefined
}

/** Browsers cannot set headers on a WebSocket: they offer the token as a subprotocol, which is never answered. It is
 *  set as the header that it stands for. */
export function takeOfferedToken(headers: Map<string, string>): void {
  if (headers.has('authorization')) return
  const offered = offeredIn(headers).find(name => name.startsWith(BEARER))
  if (offered !== undefined) headers.set('authorization', `Bearer ${offered.slice(BEARER.length)}`)
}

function offeredIn(headers: Headers): readonly string[] {
  const offered = headers.get('sec-websocket-protocol')
  return offered === undefined ? [] : offered.split(',').map(name => name.trim())
}
