// The crowd as a program of its own: signs a token a customer, waits for the word, and sends every customer's one question on a
// fixed schedule, ordinary traffic first, over keep-alive connections as a balancer holds them, and over a WebSocket each.
import { once } from 'node:events'
import { signToken } from '../../../src/auth/sign.js'
import type { Outcome, Target } from '../../load/connection.js'
import { createMeter, type Figures } from '../../load/figures.js'
import { type ConnectionPool, createConnectionPool } from '../../rehearse/connection-pool.js'
import { chatRequest } from '../../rehearse/requests.js'
import { askBySocket } from './socket.js'
import { isAdmitted } from './verdict.js'

export interface CrowdOrder {
  readonly targets: readonly Target[]
  readonly secret: string
  readonly customers: number
  readonly withinS: number
  /** Ordinary traffic before the sale, customers that come evenly and are not measured: the servers have served before. */
  readonly before: { readonly customers: number; readonly seconds: number }
  /** Keep-alive connections to all servers together. */
  readonly connections: number
  /** Of a hundred customers, how many come by WebSocket, and how many ask what everybody knows. */
  readonly socketPercent: number
  readonly knownPercent: number
  /** In `asked`, `{n}` makes each text new. */
  readonly known: readonly string[]
  readonly asked: readonly string[]
}

/** Ends by source of the answer, status, kind of problem, or code; latencies count from the schedule. */
export interface CrowdFigures {
  readonly known: Figures
  readonly asked: Figures
  /** Those that got an answer or a 202. */
  readonly admitted: Figures
  readonly unanswered: number
}

/** A server, and the connections of a balancer to it. */
interface Host {
  readonly target: Target
  readonly pool: ConnectionPool
}

interface Customer {
  readonly host: Host
  readonly token: string
  readonly text: string
  readonly isKnown: boolean
  /** In wire form, made before the sale: what a customer's own machine does must not cost the servers' cores. Undefined
   *  for a customer who comes by WebSocket. */
  readonly request: Buffer | undefined
}

/** After the last question. */
const PATIENCE_MS = 30_000
const SIGNED_AT_ONCE = 1_000
const HUNDRED = 100
/** Spreads what is counted in hundreds over the whole schedule. */
const STEP = 37

/** `onSale` is called when the sale opens. */
async function gather(
  order: CrowdOrder,
  whenSigned: () => Promise<void>,
  onSale: () => void,
): Promise<CrowdFigures> {
  const tokens = await signAll(order)
  const hosts = hostsOf(order)
  const customers = tokens.map((token, n) =>
    customerOf(order, n, { token, host: hosts[n % hosts.length] as Host }),
  )
  await whenSigned()
  return send(order, customers, onSale)
}

async function signAll({ customers, before, secret }: CrowdOrder): Promise<readonly string[]> {
  const tokens: string[] = []
  const now = Date.now()
  const all = before.customers + customers
  while (tokens.length < all) {
    const some = Array.from({ length: Math.min(SIGNED_AT_ONCE, all - tokens.length) }, (_, i) =>
      signToken({ uid: `c${tokens.length + i}`, role: 'customer', expiresInS: 3600 }, secret, now),
    )
    tokens.push(...(await Promise.all(some)))
  }
  return tokens
}

async function send(
  order: CrowdOrder,
  customers: readonly Customer[],
  onSale: () => void,
): Promise<CrowdFigures> {
  const { before, withinS } = order
  const meters = { known: createMeter(), asked: createMeter(), admitted: createMeter() }
  const startAt = performance.now()
  const opensAt = startAt + 1000 * before.seconds
  const dueAt = (n: number) =>
    n < before.customers
      ? startAt + (n * 1000 * before.seconds) / before.customers
      : opensAt + ((n - before.customers) * 1000 * withinS) / order.customers
  let sent = 0
  let ended = 0

  const sendNext = (): void => {
    const n = sent++
    const customer = customers[n] as Customer
    const { host, request, isKnown } = customer
    if (n === before.customers) onSale()
    const onEnd = (end: string) => {
      ended++
      if (n < before.customers) return
      const ms = performance.now() - dueAt(n)
      meters[isKnown ? 'known' : 'asked'].record(end, ms)
      if (isAdmitted(end)) meters.admitted.record(end, ms)
    }
    if (request === undefined) askBySocket(host.target, customer, onEnd)
    else void host.pool.send(request).then(outcome => onEnd(endOf(outcome)))
  }

  await new Promise<void>(resolve => {
    const tick = setInterval(() => {
      while (sent < customers.length && dueAt(sent) <= performance.now()) sendNext()
      const isOver = performance.now() > dueAt(customers.length) + PATIENCE_MS
      if (ended < customers.length && !isOver) return
      clearInterval(tick)
      resolve()
    }, 1)
  })
  const seconds = (performance.now() - opensAt) / 1000
  const { known, asked, admitted } = meters
  return {
    known: known.figures(seconds),
    asked: asked.figures(seconds),
    admitted: admitted.figures(seconds),
    unanswered: customers.length - ended,
  }
}

function hostsOf({ connections, targets }: CrowdOrder): readonly Host[] {
  const limits = { max: Math.ceil(connections / targets.length), timeoutMs: Number.POSITIVE_INFINITY }
  return targets.map(target => ({ target, pool: createConnectionPool(target, limits) }))
}

function customerOf(
  { known, asked, ...shares }: CrowdOrder,
  n: number,
  { token, host }: Pick<Customer, 'token' | 'host'>,
): Customer {
  const isKnown = Math.floor((n * STEP) / HUNDRED) % HUNDRED < shares.knownPercent
  const texts = isKnown ? known : asked
  const text = (texts[n % texts.length] ?? '').replace('{n}', String(n))
  const isBySocket = (n * STEP) % HUNDRED < shares.socketPercent
  const request = isBySocket
    ? undefined
    : Buffer.from(chatRequest(host.target, { token, text, dialogId: '', isStream: false }))
  return { host, token, text, isKnown, request }
}

function endOf(outcome: Outcome): string {
  if (typeof outcome === 'string') return outcome
  if (outcome.status !== 200) return String(outcome.status)
  return /"source":"(\w+)"/.exec(outcome.body.toString('utf8'))?.[1] ?? '200'
}

if (process.send) {
  const [order] = (await once(process, 'message')) as [CrowdOrder]
  const whenSigned = async () => {
    process.send?.('signed')
    await once(process, 'message')
  }
  const figures = await gather(order, whenSigned, () => process.send?.('opens'))
  process.send(figures, () => process.exit(0))
}
