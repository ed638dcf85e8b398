// The stage of every attack: two server processes on one real Redis, and a simulated vendor in a process of its own.
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Pool } from 'undici'
import type { Role } from '../../../src/auth/identity.js'
import { signToken } from '../../../src/auth/sign.js'
import { packageRoot } from '../../../src/root.js'
import { type Program, startProgram } from '../../../tools/program.js'
import { type RedisServer, startRedis } from '../../../tools/redis-server.js'
import { startServer } from '../../../tools/server.js'

export interface Stage {
  readonly servers: readonly Program[]
  readonly redis: RedisServer
  /** The customer who attacks, and a long dialog of its own. */
  readonly attacker: { readonly token: string; readonly dialogId: string }
  token(uid: string, role?: Role): Promise<string>
  /** One request to the server of that number, counted round. Resolves with status 0 when the connection broke. */
  ask(server: number, request: Ask): Promise<Answer>
  close(): Promise<void>
}

export interface Ask {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

export interface Answer {
  /** 0: no response came. */
  readonly status: number
  readonly text: string
  readonly ms: number
}

const vendorEntry = fileURLToPath(new URL('build/perf/fake-llm.js', packageRoot))

/** The vendor's time to an answer: under the budget, so that a healthy service answers every turn with 200. */
const VENDOR_MS = '100'

/** Starts everything; `env` is added to what the servers see. */
export async function startStage(env: NodeJS.ProcessEnv = {}): Promise<Stage> {
  const { PATH } = process.env
  const secret = randomBytes(32).toString('hex')
  const redis = await startRedis()
  const vendor = await startProgram(
    [process.execPath, vendorEntry, '--latency', VENDOR_MS, '--tokens', '5'],
    {
      PATH,
    },
  )
  const shared = {
    PATH,
    NODE_ENV: 'test',
    JWT_SECRET: secret,
    DATA_KEY: randomBytes(32).toString('hex'),
    REDIS_URL: redis.url,
    LLM_URL: `${vendor.url}/v1`,
    IMAGES: 'redis',
    ...env,
  }
  const servers = await Promise.all([startServer(shared), startServer(shared)])
  const pools = servers.map(({ url }) => new Pool(url, { connections: 64, keepAliveTimeout: 4000 }))
  const token: Stage['token'] = (uid, role = 'customer') =>
    signToken({ uid, role, expiresInS: 3600 }, secret, Date.now())
  const attacker = await token('attacker')
  return {
    servers,
    redis,
    attacker: { token: attacker, dialogId: await longDialog(pools[0] as Pool, attacker) },
    token,
    ask: (server, request) => ask(pools[server % pools.length] as Pool, request),
    async close() {
      await Promise.all(pools.map(pool => pool.destroy()))
      await Promise.all(servers.map(server => server.stop()))
      await vendor.stop()
      await redis.stop()
    },
  }
}

/** Sends one request and reads its whole answer. Never rejects. */
export async function ask(pool: Pool, { method, path, token, headers = {}, body }: Ask): Promise<Answer> {
  const begun = performance.now()
  try {
    const response = await pool.request({
      method,
      path,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body instanceof Uint8Array ? body : body === undefined ? null : JSON.stringify(body),
    })
    const text = await response.body.text()
    return { status: response.statusCode, text, ms: performance.now() - begun }
  } catch (fault) {
    return { status: 0, text: String(fault), ms: performance.now() - begun }
  }
}

/** Some 100 KiB in all. */
const LONG_TURNS = 18
const LONG_TEXT = 1_900
/** A customer who asks too fast is refused; the dialog goes on after so long. */
const PAUSE_MS = 200

/** Makes a long dialog, one turn after another. Returns its id. */
async function longDialog(pool: Pool, token: string): Promise<string> {
  let dialogId: string | undefined
  for (let n = 0; n < LONG_TURNS; ) {
    const body = { text: `${n} ${'好'.repeat(LONG_TEXT)}`, ...(dialogId && { dialog_id: dialogId }) }
    const { status, text } = await ask(pool, { method: 'POST', path: '/chat', token, body })
    if (status === 429) await pause(PAUSE_MS)
    else if (status === 200 || status === 202) {
      dialogId ??= (JSON.parse(text) as { dialog_id: string }).dialog_id
      n++
    } else throw new Error(`the long dialog was refused: ${status} ${text}`)
  }
  return dialogId ?? ''
}
