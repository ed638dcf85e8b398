// The tables of frames, printed as AsyncAPI 3. TypeBox schemas are JSON Schema already.
import type { TSchema } from '@sinclair/typebox'
import { fixedJson, type WholeReply } from '../http/reply.js'
import type { Route } from '../http/route.js'
import type { FrameShapes, SocketKind } from './connection.js'

/** The route that prints the sockets of one port. */
export function asyncapiRoute(version: string, kinds: readonly SocketKind[]): Route {
  // Made when it is first asked for: a start has no time for it.
  let described: WholeReply | undefined
  return {
    method: 'GET',
    path: '/asyncapi.json',
    summary: 'The frames of the WebSockets',
    who: 'open',
    replies: { 200: { description: 'AsyncAPI 3.0' } },
    problems: [],
    handle() {
      described ??= fixedJson(describeSockets(version, kinds))
      return described
    },
  }
}

function describeSockets(version: string, kinds: readonly SocketKind[]): object {
  const named = kinds.map(kind => [kind.path.slice(1), kind] as const)
  return {
    asyncapi: '3.0.0',
    info: { title: 'rushdesk', version, description: about },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(named.map(([name, kind]) => [name, channel(name, kind)])),
    operations: Object.fromEntries(named.flatMap(([name, kind]) => operations(name, kind))),
    components: {
      messages: Object.fromEntries(named.flatMap(([name, kind]) => messages(name, kind))),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  }
}

const about = [
  'Frames are JSON text of at most 16 KiB. The subprotocol is `rushdesk.v1`; the token comes in the `Authorization`',
  'header or, from browsers, as a second offered subprotocol `bearer.<jwt>`. Unknown members are ignored.',
  'Close codes: 1012 shutdown, with the reason `retry_ms=N`; 4001 the token has expired; 4008 too many bad frames;',
  '4009 too much is unread.',
].join(' ')

/** The same word may be a client's frame and the server's: `status` is. */
const sides = [
  { side: 'client', action: 'receive', framesOf: ({ heard }: SocketKind) => heard },
  { side: 'server', action: 'send', framesOf: ({ told }: SocketKind) => told },
] as const

function channel(name: string, kind: SocketKind): object {
  const refs = messages(name, kind).map(([key]) => [key, { $ref: `#/components/messages/${key}` }])
  return {
    address: kind.path,
    title: `WebSocket of the role ${kind.role}`,
    messages: Object.fromEntries(refs),
    bindings: { ws: { method: 'GET', bindingVersion: '0.1.0' } },
  }
}

function operations(name: string, kind: SocketKind): [string, object][] {
  return sides.map(({ side, action, framesOf }) => [
    `${name}.${action}`,
    {
      action,
      channel: { $ref: `#/channels/${name}` },
      messages: Object.keys(framesOf(kind)).map(type => ({
        $ref: `#/channels/${name}/messages/${keyOf(name, side, type)}`,
      })),
      security: [{ $ref: '#/components/securitySchemes/bearer' }],
    },
  ])
}

function messages(name: string, kind: SocketKind): [string, object][] {
  return sides.flatMap(({ side, framesOf }) => {
    const shapes: FrameShapes = framesOf(kind)
    return Object.entries(shapes).map(([type, shape]): [string, object] => [
      keyOf(name, side, type),
      message(type, shape),
    ])
  })
}

function keyOf(name: string, side: string, type: string): string {
  return `${name}.${side}.${type}`
}

function message(type: string, shape: TSchema): object {
  const { description: summary, examples = [], ...payload } = shape
  return {
    name: type,
    summary,
    payload: {
      ...payload,
      required: ['type', ...(payload.required ?? [])],
      properties: { type: { type: 'string', const: type }, ...payload.properties },
    },
    examples: (examples as object[]).map(example => ({ payload: { type, ...example } })),
  }
}
