// The load client as a program of its own: takes an order as JSON on its input, prints the figures as JSON.
// Benches start it by runLoad, so that the client's work is not done in the bench's process.
import { spawn } from 'node:child_process'
import { json } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type CallPlan, createCaller } from './callers.js'
import { type Customer, type CustomerPlan, createCustomer } from './customers.js'
import { driveClosed, driveOpen } from './drive.js'
import type { Figures } from './figures.js'

export interface LoadOrder {
  readonly url: string
  readonly connections: number
  readonly warmupS: number
  readonly seconds: number
  /** Arrivals a second on a fixed schedule; absent: each connection sends as fast as it is answered. */
  readonly ratePerS?: number
  readonly plan: Omit<CustomerPlan, 'host'> | Omit<CallPlan, 'host'>
}

/** Runs the load in a process of its own. */
export async function runLoad(order: LoadOrder): Promise<Figures> {
  const client = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  client.stdin.end(JSON.stringify(order))
  return json(client.stdout) as Promise<Figures>
}

function drive(order: LoadOrder): Promise<Figures> {
  const { hostname, port, host } = new URL(order.url)
  const offer = { ...order, target: { host: hostname, port: Number(port) } }
  const { plan } = order
  const customerOf = (index: number): Customer =>
    'path' in plan ? createCaller({ ...plan, host }) : createCustomer({ ...plan, host }, index)
  return order.ratePerS === undefined
    ? driveClosed(offer, customerOf)
    : driveOpen(offer, order.ratePerS, customerOf)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const figures = await drive((await json(process.stdin)) as LoadOrder)
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}
