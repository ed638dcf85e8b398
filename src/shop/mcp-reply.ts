// The end of a call to an MCP server as a reply of the shop's API, so that breaker, outcomes and writes judge both alike.
// Pure. Of a result only its text is used.
import { isRecord } from '../json.js'
import type { OutboundReply } from '../outbound/outbound.js'
import type { ResultRule } from './tool.js'

const CHARACTERS = 1_500

/** The text is all that is picked of such a reply. */
export const textRule: ResultRule = {
  pick: { text: '/text' },
  maxChars: CHARACTERS,
  fieldChars: CHARACTERS,
  freeText: ['text'],
}

/** `result` is that of tools/call. One marked as an error says of a read that there is no such thing: servers tell so of
 *  what is nobody's and of what is somebody else's. Of a write it leaves open what was done. */
export function replyOf(result: unknown, isWrite: boolean): OutboundReply {
  if (!isRecord(result)) return reply(502)
  if (result.isError === true) return reply(isWrite ? 502 : 404)
  const text = textOf(result)
  return reply(200, JSON.stringify(text === '' ? {} : { text }))
}

/** The text blocks of the result; without any, its structured content. */
function textOf({ content, structuredContent }: Readonly<Record<string, unknown>>): string {
  const blocks = Array.isArray(content) ? content.filter(isRecord) : []
  const texts = blocks.flatMap(({ type, text }) =>
    type === 'text' && typeof text === 'string' ? [text] : [],
  )
  if (texts.length > 0 || structuredContent === undefined) return texts.join('\n')
  return JSON.stringify(structuredContent)
}

/** JSON-RPC 2.0: the call is at fault, not the server. */
const INVALID_PARAMS = -32_602

/** The reply that a failed exchange stands for. Throws the error again when no reply has come. */
export function refusalOf(error: unknown): OutboundReply {
  const { status, code } = Object(error) as { readonly status?: unknown; readonly code?: unknown }
  if (typeof status === 'number') return reply(status)
  if (typeof code === 'number') return reply(code === INVALID_PARAMS ? 400 : 502)
  throw error
}

function reply(status: number, body = ''): OutboundReply {
  return { status, headers: {}, body, isCut: false }
}
