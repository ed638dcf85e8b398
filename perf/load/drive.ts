// The two ways to offer load: closed (each connection sends again when answered) and open (arrivals on a fixed
// schedule; latency counts from the scheduled time, so a slow server cannot hide the requests it delayed).
import { type Connection, createConnection, type Target } from './connection.js'
import type { Customer } from './customers.js'
import { createMeter, type Figures } from './figures.js'
import { createQueue } from './queue.js'

export interface Offer {
  readonly target: Target
  readonly connections: number
  readonly warmupS: number
  readonly seconds: number
}

interface Lane {
  readonly connection: Connection
  readonly customer: Customer
}

const openLanes = ({ target, connections }: Offer, customerOf: (index: number) => Customer): Lane[] =>
  Array.from({ length: connections }, (_, i) => ({
    connection: createConnection(target),
    customer: customerOf(i),
  }))

const seconds = (s: number) => new Promise<void>(resolve => setTimeout(resolve, 1000 * s))

/** Each connection sends its customer's next request as soon as the last is answered. */
export async function driveClosed(offer: Offer, customerOf: (index: number) => Customer): Promise<Figures> {
  const meter = createMeter()
  let isOver = false
  const lanes = openLanes(offer, customerOf)
  const send = ({ connection, customer }: Lane): void => {
    const sentAt = performance.now()
    connection.send(customer.next(), outcome => {
      if (isOver) return
      meter.record(outcome, performance.now() - sentAt)
      customer.took(outcome)
      // A refused connection is tried again a little later, not in a tight loop.
      if (typeof outcome === 'string') setTimeout(send, 10, { connection, customer })
      else send({ connection, customer })
    })
  }
  lanes.forEach(send)
  await seconds(offer.warmupS)
  meter.reset()
  const startedAt = performance.now()
  await seconds(offer.seconds)
  const figures = meter.figures((performance.now() - startedAt) / 1000)
  isOver = true
  for (const { connection } of lanes) connection.close()
  return figures
}

/** `ratePerS` arrivals a second, evenly spaced. An arrival that finds no free connection waits for one, and its
 *  wait counts. Ends when the last arrival has been answered. */
export async function driveOpen(
  offer: Offer,
  ratePerS: number,
  customerOf: (index: number) => Customer,
): Promise<Figures> {
  const meter = createMeter()
  const lanes = openLanes(offer, customerOf)
  const free = createQueue(lanes)
  const due = createQueue<number>([])
  const warmUpto = Math.round(offer.warmupS * ratePerS)
  const total = warmUpto + Math.round(offer.seconds * ratePerS)
  const startAt = performance.now()
  const dueAt = (n: number) => startAt + (1000 * n) / ratePerS
  let scheduled = 0
  let ended = 0

  const match = (): void => {
    while (due.size() > 0 && free.size() > 0) dispatch(due.take() as number, free.take() as Lane)
  }
  const dispatch = (n: number, lane: Lane): void => {
    lane.connection.send(lane.customer.next(), outcome => {
      ended++
      if (n >= warmUpto) meter.record(outcome, performance.now() - dueAt(n))
      lane.customer.took(outcome)
      free.put(lane)
      match()
    })
  }
  await new Promise<void>(resolve => {
    const tick = setInterval(() => {
      while (scheduled < total && dueAt(scheduled) <= performance.now()) due.put(scheduled++)
      match()
      if (ended < total) return
      clearInterval(tick)
      resolve()
    }, 1)
  })
  const figures = meter.figures((performance.now() - dueAt(warmUpto)) / 1000)
  for (const { connection } of lanes) connection.close()
  return figures
}
