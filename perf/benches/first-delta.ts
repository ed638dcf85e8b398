// How long after the vendor's first token does the customer's first delta arrive? One turn after the other, streamed,
// against a vendor in this process; beside it the same stream read from the vendor directly, which is what the
// machine and the client cost by themselves. The server is a process of its own.

import uWS, { type HttpResponse, type us_listen_socket } from 'uWebSockets.js'
import { randomBytes } from 'node:crypto'
import { Pool } from 'undici'
import { signToken } from '../../src/auth/sign.js'
import { startServer } from '../../tools/server.js'
import { median, report } from '../machine.js'
import { percentile } from '../rehearse/seconds.js'

const TURNS = 200
const WARM = 40
const TOKEN_MS = 15

/** Tokens of an answer by what the first one is. Masking lets a clause go when it has ended; in one that has not, what
 *  could still become a name or an address waits for its continuation. */
const answers = {
  'a whole clause': ['您好，', '已为', '您查到', '，订单', '已发货', '。'],
  'half a clause': ['您好', '已为', '您查到', '，订单', '已发货', '。'],
}

interface Vendor {
  readonly port: number
  tokens: readonly string[]
  /** When the first token of the newest answer was written; milliseconds of the steady clock. */
  firstTokenAt: number
  close(): void
}

async function startVendor(): Promise<Vendor> {
  const app = uWS.App()
  const port = await new Promise<number>(resolve => {
    app.post('/*', res => answer(res, vendor))
    app.listen('127.0.0.1', 0, (socket: us_listen_socket | false) => {
      resolve(socket ? uWS.us_socket_local_port(socket) : 0)
    })
  })
  const vendor: Vendor = { port, tokens: [], firstTokenAt: 0, close: () => void app.close() }
  return vendor
}

function answer(res: HttpResponse, vendor: Vendor): void {
  const { tokens } = vendor
  let sent = 0
  const timer = setInterval(() => {
    const content = tokens[sent++]
    if (sent === 1) vendor.firstTokenAt = performance.now()
    const choice = { index: 0, delta: { content }, finish_reason: content === undefined ? 'stop' : null }
    const event = `data: ${JSON.stringify({ choices: [choice] })}\n\n`
    res.cork(() => (content === undefined ? res.end(`${event}data: [DONE]\n\n`) : res.write(event)))
    if (content === undefined) clearInterval(timer)
  }, TOKEN_MS)
  res.onAborted(() => clearInterval(timer))
  res.onData(() => undefined)
  res.writeHeader('Content-Type', 'text/event-stream')
}

interface Target {
  readonly pool: Pool
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** In the bytes that hold the first piece of text. */
  readonly mark: string
}

/** Milliseconds from the vendor's first token to its arrival. */
async function once(vendor: Vendor, { pool, path, headers, mark }: Target, text: string): Promise<number> {
  const body = JSON.stringify({ text })
  const reply = await pool.request({ method: 'POST', path, headers, body })
  let arrivedAt = Number.NaN
  for await (const piece of reply.body) {
    if (Number.isNaN(arrivedAt) && String(piece).includes(mark)) arrivedAt = performance.now()
  }
  return arrivedAt - vendor.firstTokenAt
}

async function measure(vendor: Vendor, target: Target): Promise<object> {
  const waits: number[] = []
  for (let i = 0; i < WARM + TURNS; i++) {
    const ms = await once(vendor, target, `第${i}位顾客想知道那件蓝色外套何时寄出`)
    if (i >= WARM) waits.push(ms)
  }
  const at = (share: number) => Math.round((percentile(waits, share) ?? 0) * 100) / 100
  return {
    turns: waits.length,
    medianMs: Math.round(median(waits) * 100) / 100,
    p90Ms: at(0.9),
    p99Ms: at(0.99),
  }
}

export async function run(): Promise<void> {
  const vendor = await startVendor()
  const secret = randomBytes(32).toString('hex')
  const server = await startServer({
    PATH: process.env.PATH,
    JWT_SECRET: secret,
    LLM_URL: `http://127.0.0.1:${vendor.port}/v1`,
    UID_RATE_PER_S: '0',
    OVERLOAD: 'off',
  })
  const token = await signToken({ uid: 'u', role: 'customer', expiresInS: 3600 }, secret, Date.now())
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'text/event-stream',
    'content-type': 'application/json',
  }
  const direct = new Pool(`http://127.0.0.1:${vendor.port}`)
  const through = new Pool(server.url)
  try {
    for (const [first, tokens] of Object.entries(answers)) {
      vendor.tokens = tokens
      const alone = await measure(vendor, { pool: direct, path: '/v1', headers, mark: 'data:' })
      const turn = await measure(vendor, { pool: through, path: '/chat', headers, mark: 'event: delta' })
      report({ firstToken: first, tokenMs: TOKEN_MS, direct: alone, through: turn })
    }
  } finally {
    await Promise.all([direct.close(), through.close()])
    await server.stop()
    vendor.close()
  }
}
