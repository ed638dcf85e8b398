// The crowd as a program of its own: signs a token a customer, waits for the word, and sends every customer's one question on a
// fixed schedule, over keep-alive connections as a balancer holds them, and over a WebSocket each.
import { once } from 'node:events'
import { signToken } from '../../../src/auth/sign.js'
import type { Outcome } from '../../load/connection.js'
import { createMeter, type Figures } from '../../load/figures.js'
import { createLanes } from '../../rehearse/connection-pool.js'
import { chatRequest } from '../../rehearse/requests.js'
import { askBySocket } from './socket.js'
import { isAdmitted } from './verdict.js'

export interface CrowdOrder {
  readonly urls: readonly string[]
  readonly secret: string
  readonly customers: number
  readonly withinS: number
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

interface Customer {
  readonly token: string
  readonly text: string
  readonly isKnown: boolean
  readonly dueAt: number
}

/** After the last question. */
const PATIENCE_MS = 30_000
const SIGNED_AT_ONCE = 1_000
const HUNDRED = 100
/** Spreads what is counted in hundreds over the whole schedule. */
const STEP = 37

export async function gather(order: CrowdOrder, whenSigned: () => Promise<void>): Promise<CrowdFigures> {
  const tokens = await signAll(order)
  await whenSigned()
  return send(order, tokens)
}

async function signAll({ customers, secret }: CrowdOrder): Promise<readonly string[]> {
  const tokens: string[] = []
  const now = Date.now()
  while (tokens.length < customers) {
    const some = Array.from({ length: Math.min(SIGNED_AT_ONCE, customers - tokens.length) }, (_, i) =>
      signToken({ uid: `c${tokens.length + i}`, role: 'customer', expiresInS: 3600 }, secret, now),
    )
    tokens.push(...(await Promise.all(some)))
  }
  return tokens
}

async function send(order: CrowdOrder, tokens: readonly string[]): Promise<CrowdFigures> {
  const targets = order.urls.map(url => ({ host: new URL(url).hostname, port: Number(new URL(url).port) }))
  const meters = { known: createMeter(), asked: createMeter(), admitted: createMeter() }
  const limits = { max: Math.ceil(order.connections / targets.length), timeoutMs: Number.POSITIVE_INFINITY }
  const hosts = targets.map(target => ({ target, lanes: createLanes(target, limits) }))
  const startAt = performance.now()
  const dueAt = (n: number) => startAt + (n * order.withinS * 1000) / order.customers
  let sent = 0
  let ended = 0

  const sendNext = (): void => {
    const n = sent++
    const customer = customerOf(order, n, { token: tokens[n] ?? '', dueAt: dueAt(n) })
    const onEnd = (end: string) => {
      ended++
      const ms = performance.now() - customer.dueAt
      meters[customer.isKnown ? 'known' : 'asked'].record(end, ms)
      if (isAdmitted(end)) meters.admitted.record(end, ms)
    }
    const { target, lanes } = hosts[n % hosts.length] as (typeof hosts)[number]
    if ((n * STEP) % HUNDRED < order.socketPercent) askBySocket(target, customer, onEnd)
    else {
      const request = chatRequest(target, { ...customer, dialogId: '', isStream: false })
      void lanes.send(request).then(outcome => onEnd(endOf(outcome)))
    }
  }

  await new Promise<void>(resolve => {
    const tick = setInterval(() => {
      while (sent < order.customers && dueAt(sent) <= performance.now()) sendNext()
      const isOver = performance.now() > dueAt(order.customers) + PATIENCE_MS
      if (ended < order.customers && !isOver) return
      clearInterval(tick)
      resolve()
    }, 1)
  })
  const seconds = (performance.now() - startAt) / 1000
  const { known, asked, admitted } = meters
  return {
    known: known.figures(seconds),
    asked: asked.figures(seconds),
    admitted: admitted.figures(seconds),
    unanswered: order.customers - ended,
  }
}

function customerOf(
  order: CrowdOrder,
  n: number,
  { token, dueAt }: Pick<Customer, 'token' | 'dueAt'>,
): Customer {
  const isKnown = Math.floor((n * STEP) / HUNDRED) % HUNDRED < order.knownPercent
  const texts = isKnown ? order.known : order.asked
  return { token, dueAt, isKnown, text: (texts[n % texts.length] ?? '').replace('{n}', String(n)) }
}

function endOf(outcome: Outcome): string {
  if (typeof outcome === 'string') return outcome
  if (outcome.status !== 200) return String(outcome.status)
  return /"source":"(\w+)"/.exec(outcome.body.toString('utf8'))?.[1] ?? '200'
}

if (process.send) {
  const [order] = (await once(process, 'message')) as [CrowdOrder]
  const figures = await gather(order, async () => {
    process.send?.('signed')
    await once(process, 'message')
  })
  process.send(figures, () => process.exit(0))
}
