// The simulated shop: an order API with orders of two customers, latency and faults to order. `npm run shop -- --help`;
// tests call startShop. It trusts the token for whose orders are asked, and counts what it did.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { drawMs, parseLatency, seededRandom } from './fake-llm/latency.js'
import { type Books, createBooks, type ShopOrder } from './fake-shop/books.js'
import {
  parseFault,
  quietShop,
  readOptions,
  type ShopFault,
  type ShopOptions,
  usage,
} from './fake-shop/options.js'

/** A call as the shop saw it. */
export interface ShopCall {
  /** 1 for the first call that the shop ever got: older ones are forgotten. */
  readonly number: number
  readonly method: string
  readonly path: string
  /** The token's claims; empty without one. */
  readonly claims: Readonly<Record<string, unknown>>
  readonly headers: IncomingMessage['headers']
}

export interface Shop {
  readonly url: string
  readonly port: number
  /** The newest calls. */
  calls(): readonly ShopCall[]
  /** Number of calls so far. */
  received(): number
  effects(): Readonly<Record<string, number>>
  set(options: Partial<ShopOptions>): void
  close(): Promise<void>
}

interface ShopState {
  options: ShopOptions
  readonly books: Books
  readonly calls: ShopCall[]
  received: number
  readonly random: () => number
}

const CALLS_KEPT = 1_000

/** Starts the shop on 127.0.0.1. What is not named is as in `quietShop`. */
export async function startShop(named: Partial<ShopOptions> = {}): Promise<Shop> {
  const state: ShopState = {
    options: { ...quietShop, ...named },
    books: createBooks(),
    calls: [],
    received: 0,
    random: seededRandom(1),
  }
  const server = createServer((req, res) => void take(state, req, res))
  server.listen(state.options.port, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    calls: () => state.calls,
    received: () => state.received,
    effects: () => state.books.effects(),
    set(options) {
      state.options = { ...state.options, ...options }
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function take(state: ShopState, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const path = req.url ?? ''
  if (path.startsWith('/_sim')) return void (await control(state, req, res))
  const claims = claimsIn(req.headers.authorization, state.options.key)
  const number = ++state.received
  state.calls.push({ number, method: req.method ?? '', path, claims: claims ?? {}, headers: req.headers })
  if (state.calls.length > CALLS_KEPT) state.calls.shift()
  await pause(drawMs(state.options.latency, state.random))
  const { fault } = state.options
  if (fault !== 'none' && fault !== 'lost') return misbehave(fault, res)
  if (claims === undefined) return send(res, 401, { error: 'a token is required' })
  const { status, body } = answer(state, req, String(claims.sub))
  if (status === 403) await pause(state.options.foreignMs)
  if (fault === 'lost') return void res.destroy()
  send(res, status, body)
}

function answer(
  { books, options }: ShopState,
  req: IncomingMessage,
  uid: string,
): { status: number; body: object } {
  const told = (order: ShopOrder | undefined) => order && { ...order, ...options.texts }
  const [, orderId, action] = /^\/v1\/orders(?:\/([^/?]+))?(?:\/(cancel))?(?:\?|$)/.exec(req.url ?? '') ?? []
  const none = { status: 404, body: { error: 'no such order' } }
  if (orderId === undefined) return { status: 200, body: { data: books.ordersOf(uid).map(told) } }
  if (action === undefined) {
    const order = told(books.orderOf(uid, decodeURIComponent(orderId)))
    if (order !== undefined) return { status: 200, body: { data: order } }
    const isForeign = options.foreignMs !== undefined && books.has(orderId)
    return isForeign ? { status: 403, body: { error: 'not yours' } } : none
  }
  const key = String(req.headers['idempotency-key'])
  switch (books.cancel(uid, orderId, key)) {
    case 'done':
      return { status: 200, body: { data: told(books.orderOf(uid, orderId)) } }
    case 'again':
      return { status: 409, body: { error: 'done before', idempotency_key: key } }
    case 'too-late':
      return { status: 422, body: { error: 'it is on its way' } }
    case 'unknown':
      return none
  }
}

const HUGE_BYTES = 1_000_000

function misbehave(fault: Exclude<ShopFault, 'none' | 'lost'>, res: ServerResponse): void {
  if (fault === 'reset') res.destroy()
  else if (fault === 'garbage') res.writeHead(200).end('<html>')
  else if (fault === 'huge') send(res, 200, { data: 'x'.repeat(HUGE_BYTES) })
  else if (fault === 'redirect') res.writeHead(302, { location: 'http://127.0.0.1/' }).end()
  else if (fault !== 'hang') send(res, fault, { error: 'as ordered' })
}

function claimsIn(header: string | undefined, key: string): Record<string, unknown> | undefined {
  const [head = '', body = '', signature = ''] = header?.replace(/^Bearer /, '').split('.') ?? []
  if (body === '') return undefined
  const due = createHmac('sha256', key).update(`${head}.${body}`).digest()
  const given = Buffer.from(signature, 'base64url')
  if (key !== '' && (given.length !== due.length || !timingSafeEqual(given, due))) return undefined
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
  return Number(claims.exp) * 1000 < Date.now() ? undefined : claims
}

async function control(state: ShopState, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.method === 'GET') return send(res, 200, { calls: state.calls, effects: state.books.effects() })
  try {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk)
    const { latency, fault } = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>
    state.options = {
      ...state.options,
      ...(latency !== undefined && { latency: parseLatency(String(latency)) }),
      ...(fault !== undefined && { fault: parseFault(String(fault)) }),
    }
    res.writeHead(204).end()
  } catch (error) {
    send(res, 422, { error: String(error) })
  }
}

function send(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(usage)
    return
  }
  const shop = await startShop(options)
  process.stdout.write(`${JSON.stringify({ msg: 'ready', port: shop.port, url: shop.url })}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void shop.close())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
