// What does a question cost that everybody asks at once? 2,000 customers open with the same words on two processes over
// one Redis, at a vendor that takes a second: how many calls it gets, and how long the customers wait.
import { randomBytes } from 'node:crypto'
import { Pool } from 'undici'
import { signToken } from '../src/auth/sign.js'
import { startRedis } from '../test/redis-server.js'
import { startServer } from '../tools/server.js'
import { report } from './machine.js'
import { startVendor } from './vendor.js'

const CUSTOMERS = 2_000
const VENDOR_MS = 1_000
const TEXT = '现在下单有没有赠品'

export async function run(): Promise<void> {
  const redis = await startRedis()
  const vendor = await startVendor({ latency: { kind: 'fixed', ms: VENDOR_MS }, numbered: true })
  const secret = randomBytes(32).toString('hex')
  const env = {
    ...{
      PATH: process.env.PATH,
      NODE_ENV: 'production',

      DATA_KEY: secret,
      JWT_SECRET: secret,
    },
    ...{
      REDIS_URL: redis.url,
      LLM_URL: vendor.url,
      RATE_PER_S: '0',
      OVERLOAD: 'off',
      ANSWER_BUDGET_MS: '30000',
    },
  }
  const servers = [await startServer(env), await startServer(env)]
  const pools = servers.map(({ url }) => new Pool(url, { connections: CUSTOMERS / servers.length }))
  const tokens = await Promise.all(
    Array.from({ length: CUSTOMERS }, (_, i) =>
      signToken({ uid: `u${i}`, role: 'customer', expiresInS: 600 }, secret, Date.now()),
    ),
  )
  const asked = tokens.map((token, i) => ask(pools[i % pools.length] as Pool, token))
  const replies = await Promise.all(asked)
  const waits = replies.map(({ ms }) => ms).sort((a, b) => a - b)
  report({
    ...{ customers: CUSTOMERS, processes: servers.length, vendorMs: VENDOR_MS },
    vendorCalls: vendor.counts().received,
    statuses: countOf(replies.map(({ status }) => status)),
    answers: new Set(replies.map(({ answer }) => answer)).size,
    medianMs: waits[CUSTOMERS / 2],
    slowestMs: waits.at(-1),
  })
  await Promise.all(pools.map(pool => pool.destroy()))
  for (const server of servers) await server.stop()
  await vendor.close()
  await redis.stop()
}

function countOf(values: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {}
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
  const { answer } = (await body.json()) as { answer?: string }
  return { status, answer, ms: Math.round(performance.now() - from) }
}
