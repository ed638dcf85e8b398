// The simulated shop's settings and how the command line names them.
import { parseArgs } from 'node:util'
import { type Latency, parseLatency } from '../fake-llm/latency.js'
import type { ShopOrder } from './books.js'

/** `hang`: never answers. `reset`: cuts the connection. `garbage`: no JSON. `huge`: more than anybody reads.
 *  `redirect`: sends elsewhere. `lost`: does what was asked and then cuts. A number is a status. */
const faults = ['none', 'hang', 'reset', 'garbage', 'huge', 'redirect', 'lost'] as const
export type ShopFault = (typeof faults)[number] | number

export interface ShopOptions {
  /** 0 takes a free port. */
  readonly port: number
  readonly latency: Latency
  /** The secret that tokens are signed with; '' takes any token. */
  readonly key: string
  readonly fault: ShopFault
  /** Of an order that is somebody else's it says 403, so much later than the 404 of one that does not exist. Absent: it
   *  makes no difference between them. */
  readonly foreignMs?: number
  /** Stand in every order that is told, whatever its own texts are. */
  readonly texts?: Partial<Pick<ShopOrder, 'status_text' | 'title' | 'eta' | 'buyer_note'>>
}

export const quietShop: ShopOptions = { port: 0, latency: { kind: 'fixed', ms: 0 }, key: '', fault: 'none' }

export const usage = `Usage: shop [--port 9100] [--latency 20] [--key KEY] [--fail FAULT]

A simulated order API on 127.0.0.1, for tools.example.json: GET /v1/orders, GET /v1/orders/{id},
POST /v1/orders/{id}/cancel. It knows the orders of the customers demo and u1.
It prints one JSON line with its port when it serves.

  --latency   N | uniform:FROM,TO | lognormal:MEDIAN,SIGMA   milliseconds up to the answer
  --key       the secret of the tokens (HS256); without it any token is taken
  --fail      ${faults.join(' ')}, or a status such as 503

GET /_sim tells the calls and the effects by order; PUT /_sim takes {"latency":"20","fault":"hang"} while it runs.
`

export function parseFault(text: string): ShopFault {
  const known = faults.find(fault => fault === text)
  if (known !== undefined) return known
  if (/^[1-5]\d\d$/.test(text)) return Number(text)
  throw new Error(`a fault is ${faults.join(', ')} or a status, got ${JSON.stringify(text)}`)
}

const PORT = '9100'

/** Throws on an unknown flag or a value that cannot be read. */
export function readOptions(args: readonly string[]): ShopOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: PORT },
      latency: { type: 'string', default: '20' },
      key: { type: 'string', default: '' },
      fail: { type: 'string', default: 'none' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  if (!/^\d{1,5}$/.test(values.port))
    throw new Error(`--port must be a number, got ${JSON.stringify(values.port)}`)
  return {
    port: Number(values.port),
    latency: parseLatency(values.latency),
    key: values.key,
    fault: parseFault(values.fail),
  }
}
