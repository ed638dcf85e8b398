// Servers as the end-to-end tests see them: a process of its own, spoken to over real HTTP.
// A server started here ends with its test: it must exit 0, unless the test killed it, and leave nothing open.
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Test } from 'tap'
import { Pool } from 'undici'
import { signToken, type TokenOrder } from '../../../src/auth/sign.js'
import type { Program } from '../../../tools/program.js'
import { startServer as startProcess } from '../../../tools/server.js'

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** The body as it came. */
  readonly bytes: Buffer
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown
}

export interface Call {
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  /** A string or bytes go out as they are, anything else as JSON. */
  readonly body?: unknown
}

/** What ends with a test, or with another run of something that was started for it. */
export type Teardowns = Pick<Test, 'teardown'>

export interface Server extends Program {
  readonly secret: string
  /** A customer's token; `order` changes what is named. */
  token(uid: string, order?: Partial<TokenOrder>): Promise<string>
  call(method: string, path: string, call?: Call): Promise<Reply>
  /** One turn of a customer: POST /chat. */
  chat(token: string, body: Readonly<Record<string, unknown>>): Promise<Reply>
}

/** Starts a server for one test. It sees `env` and what is needed to run, nothing of the caller's environment. */
export async function startServer(t: Teardowns, env: NodeJS.ProcessEnv = {}): Promise<Server> {
  const secret = env.JWT_SECRET ?? randomBytes(32).toString('hex')
  const { PATH } = process.env
  const before = openResources()
  const program = await startProcess({ PATH, NODE_ENV: 'test', JWT_SECRET: secret, ...env })
  const pool = new Pool(program.url, { connections: 256, keepAliveTimeout: 4000 })
  let wasKilled = false
  // A teardown makes its test fail by throwing; assertions come too late there.
  t.teardown(async () => {
    await pool.destroy()
    const how = await program.stop()
    if (how !== 0 && !wasKilled)
      throw new Error(`the server ended with ${how}\n${program.lines.slice(-20).join('\n')}`)
    await leftOpen(before)
  })
  const call = (method: string, path: string, asked: Call = {}) => request(pool, { method, path, ...asked })
  return {
    ...program,
    secret,
    call,
    token: (uid, order = {}) =>
      signToken({ uid, role: 'customer', expiresInS: 3600, ...order }, secret, Date.now()),
    chat: (token, body) => call('POST', '/chat', { token, body }),
    kill9: () => {
      wasKilled = true
      return program.kill9()
    },
  }
}

/** Waits until no more is open than before. Closing takes a few turns of the event loop; a leak stays for ever. */
async function leftOpen(before: readonly string[]): Promise<void> {
  const giveUpAt = Date.now() + 2000
  for (;;) {
    const left = openResources()
    // What was open before may have been closed meanwhile: a process that the test killed.
    for (const known of before) if (left.includes(known)) left.splice(left.indexOf(known), 1)
    if (left.length === 0) return
    if (Date.now() > giveUpAt) throw new Error(`left open: ${left.join(' ')}`)
    await delay(5)
  }
}

/** Child processes and TCP connections of this test process. */
function openResources(): string[] {
  return process.getActiveResourcesInfo().filter(kind => /^(Process|TCP)/.test(kind))
}

type Asked = Call & { readonly method: string; readonly path: string }

async function request(pool: Pool, { method, path, token, headers = {}, body }: Asked): Promise<Reply> {
  const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array
  const {
    statusCode,
    headers: got,
    body: stream,
  } = await pool.request({
    method: method as 'GET',
    path,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: isRaw ? (body ?? null) : JSON.stringify(body),
  })
  const bytes = Buffer.from(await stream.arrayBuffer())
  const text = bytes.toString()
  return { status: statusCode, headers: got, text, bytes, json: tryParse(text) }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // Not every body is JSON; the caller sees its text.
  }
}
