// The cost of a question that everybody asks at once. 2,000 customers open with the same words on two processes over
// one Redis, at a vendor that takes a second: how many calls it gets, and how long the customers wait.
import { randomBytes } from 'node:crypto'
import { Pool } from 'undici'
import { signToken } from '../../src/auth/sign.js'
import { startRedis } from '../../tools/redis-server.js'
import { startServer } from '../../tools/server.js'
import { startVendor } from '../fake-llm.js'
import { report } from '../machine.js'

const CUSTOMERS = 2_000
const VENDOR_MS = 1_000
const TEXT = '现在下单有没有赠品'

export async function run(): Promise<void> {
  const redis = await startRedis()
  const vendor = await startVendor({ latency: { kind: 'fixed', ms: VENDOR_MS }, numbered: true })
  const secret = randomBytes(32).toString('hex')
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',

    DATA_KEY: secret,
    JWT_SECRET: secret,
    REDIS_URL: redis.url,
    LLM_URL: vendor.url,
    RATE_PER_S: '0',
    OVERLOAD: 'off',
    ANSWER_BUDGET_MS: '30000',
    // A call that is given up on a busy machine and repeated would be counted twice.
    LLM_TIMEOUT_MS: '30000',
  }
  const servers = [await startServer(env), await startServer(env)]
  const pools = servers.map(({ url }) => new Pool(url, { connections: CUSTOMERS / servers.length }))
  const tokens = await Promise.all(
    Array.from({ length: CUSTOMERS }, (_, i) =>
      signToken({ uid: `u${i}`, role: 'customer', expiresInS: 600 }, secret, Date.now()),
    ),
  )
  await stayAtLevel0(pools, secret)
  const asked = tokens.map((token, i) => ask(pools[i % pools.length] as Pool, token))
  const replies = await Promise.all(asked)
  const waits = replies.map(({ ms }) => ms).sort((a, b) => a - b)
  report({
    customers: CUSTOMERS,
    processes: servers.length,
    vendorMs: VENDOR_MS,
    vendorCalls: vendor.calls().filter(({ body }) => body.includes(TEXT)).length,
    ends: countOf(replies.map(({ how }) => how)),
    answers: new Set(replies.map(({ answer }) => answer)).size,
    medianMs: waits[CUSTOMERS / 2],
    slowestMs: waits.at(-1),
  })
  await Promise.all(pools.map(pool => pool.destroy()))
  for (const server of servers) await server.stop()
  await vendor.close()
  await redis.stop()
}

/** A machine that client, vendor and servers share is soon too busy for level 0: then others than the vendor answer. */
async function stayAtLevel0(pools: readonly Pool[], secret: string): Promise<void> {
  const admin = await signToken({ uid: 'op', role: 'admin', expiresInS: 600 }, secret, Date.now())
  for (const pool of pools) {
    const { statusCode, body } = await pool.request({
      method: 'PUT',
      path: '/admin/level',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      body: '{"level":0}',
    })
    await body.dump()
    if (statusCode !== 200) throw new Error(`the level was not set: ${statusCode}`)
  }
}

function countOf(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

async function ask(pool: Pool, token: string) {
  const from = performance.now()
  const { statusCode: status, body } = await pool.request({
    method: 'POST',
    path: '/chat',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text: TEXT }),
  })
  const { answer, type, source, reason } = (await body.json()) as Record<string, string | undefined>
  const how = [type ?? status, source, reason].filter(word => word !== undefined).join(' ')
  return { how, answer, ms: Math.round(performance.now() - from) }
}
