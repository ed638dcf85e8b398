// What /asyncapi.json says of the sockets, held to the sockets: it is whole, and every example that it gives is understood.
import t, { type Test } from 'tap'
import { dialogId, fakeParts, limits, readyChat, tokenFor, turnId } from '../../../perf/load/fake-front.js'
import { openFront } from '../../../src/front/front.js'
import { seatShapes } from '../../../src/front/seat/seat-frames.js'
import { seatSocket } from '../../../src/front/seat/seat-session.js'
import { seatToldShapes } from '../../../src/front/seat/told-frames.js'
import { shapes } from '../../../src/front/socket/frames.js'
import { toldShapes } from '../../../src/front/socket/told-frames.js'
import { connect } from '../../support/front/client.js'
import { desk } from '../../support/front/fake-desk.js'
import { stored } from '../../support/front/stored-turn.js'
import { checkTold } from '../../support/front/told.js'

interface Message {
  readonly name: string
  readonly summary: string
  readonly payload: { readonly required: string[]; readonly properties: Record<string, unknown> }
  readonly examples: { readonly payload: Record<string, unknown> }[]
}

interface Description {
  readonly asyncapi: string
  readonly channels: Record<string, { address: string; messages: Record<string, { $ref: string }> }>
  readonly operations: Record<string, { action: string; messages: { $ref: string }[] }>
  readonly components: { readonly messages: Record<string, Message> }
}

const chat = readyChat()
chat.cancelled = 'cancelled'
chat.dialog = { dialogId, mode: 'bot', expiresAt: 0, turns: [] }
chat.turn = { kind: 'done', turn: stored }
const { port } = await openTwoSockets(t)
const description = (await (await fetch(`http://127.0.0.1:${port}/asyncapi.json`)).json()) as Description

async function openTwoSockets(t: Test) {
  const parts = { ...fakeParts(chat), sockets: [seatSocket(desk)] }
  const front = await openFront(parts, limits, { host: '127.0.0.1', port: 0, socketsMax: 100 })
  t.teardown(() => front.close())
  return front
}

/** The part of the document that a reference names; undefined when there is none. */
function at(ref: string): unknown {
  const steps = ref.replace(/^#\//, '').split('/')
  return steps.reduce<unknown>(
    (part, step) => (part as Record<string, unknown> | undefined)?.[step],
    description,
  )
}

function refsIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return []
  const own = (part as { $ref?: unknown }).$ref
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(part).flatMap(refsIn)]
}

/** The messages of an operation, through both references. */
function messagesOf(operation: string): Message[] {
  const { messages = [] } = description.operations[operation] ?? {}
  return messages.map(({ $ref }) => at((at($ref) as { $ref: string }).$ref) as Message)
}

const tables = {
  'ws.receive': shapes,
  'ws.send': toldShapes,
  'seat.receive': seatShapes,
  'seat.send': seatToldShapes,
}

t.test('every frame of the tables is described, with its sentence and an example', async t => {
  t.equal(description.asyncapi, '3.0.0')
  for (const [operation, table] of Object.entries(tables)) {
    const messages = messagesOf(operation)
    t.same(
      messages.map(({ name }) => name),
      Object.keys(table),
      operation,
    )
    const mute = messages.filter(({ summary, examples }) => !summary || examples.length === 0)
    t.same(mute, [], `${operation}: all have both`)
    const typeless = messages.filter(({ name, payload }) => {
      const type = payload.properties.type as { const?: unknown } | undefined
      return type?.const !== name || !payload.required.includes('type')
    })
    t.same(typeless, [], `${operation}: all name their type`)
  }
})

t.test('every reference leads somewhere, and channels are where the sockets are', async t => {
  const dangling = refsIn(description).filter(ref => at(ref) === undefined)
  t.same(dangling, [])
  t.same(
    Object.values(description.channels).map(({ address }) => address),
    ['/ws', '/seat'],
  )
  t.same(
    Object.values(description.operations).map(({ action }) => action),
    ['receive', 'send', 'receive', 'send'],
  )
})

t.test('every example of what the server says is such a frame', async () => {
  for (const [operation, path] of [
    ['ws.send', '/ws'],
    ['seat.send', '/seat'],
  ] as const) {
    for (const { examples } of messagesOf(operation)) {
      for (const { payload } of examples) checkTold(path, payload)
    }
  }
})

const rooms = [
  {
    operation: 'ws.receive',
    path: '/ws',
    role: 'customer',
    last: { type: 'leave', ref: 'last', dialog_id: dialogId },
  },
  {
    operation: 'seat.receive',
    path: '/seat',
    role: 'seat',
    last: { type: 'status', ref: 'last', status: 'away' },
  },
] as const

for (const { operation, path, role, last } of rooms) {
  t.test(`every example of what ${path} is told is understood`, async t => {
    const client = await connect(t, port, { path, token: await tokenFor(role) })
    const examples = messagesOf(operation).flatMap(message => message.examples.map(({ payload }) => payload))
    for (const example of [...examples, last]) client.send(example)
    const replies = new Map<unknown, Record<string, unknown>>()
    while (!replies.has('last')) {
      const frame = await client.next()
      replies.set(frame.ref, frame)
    }
    const refused = [...replies.values()].filter(({ type }) => type === 'error')
    t.same(refused, [])
    const silent = ['resume', 'cancel', 'typing', 'read']
    const unanswered = examples.filter(
      ({ type, ref }) => !silent.includes(type as string) && !replies.has(ref),
    )
    t.same(unanswered, [])
  })
}

t.test('a frame with a member that its schema refuses is refused', async t => {
  const client = await connect(t, port)
  client.send({ type: 'cancel', ref: 'x', turn_id: turnId.slice(1) })
  t.match(await client.next(), { type: 'error', ref: 'x', problem: { errors: [{ field: '/turn_id' }] } })
})

t.test('a port without sockets describes none', async t => {
  const settings = { host: '127.0.0.1', port: 0, socketsMax: 100, admin: { host: '127.0.0.1', port: 0 } }
  const front = await openFront(fakeParts(readyChat()), limits, settings)
  t.teardown(() => front.close())
  t.equal((await fetch(`http://127.0.0.1:${front.adminPort}/asyncapi.json`)).status, 404)
  t.equal((await fetch(`http://127.0.0.1:${front.port}/asyncapi.json`)).status, 200)
})
