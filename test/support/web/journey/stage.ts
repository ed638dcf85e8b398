// The stage of the journey: two processes on one real Redis, a vendor that streams, a shop's page under the strictest
// policy, and a browser. Customer and seat come over a line each, which leads to a process that lives.
import { randomBytes } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { startVendor } from '../../../../perf/fake-llm.js'
import { launchChromium } from '../../../../tools/chromium.js'
import { startRedis } from '../../../../tools/redis-server.js'
import { type Server, startServer, type Teardowns } from '../../e2e/harness.js'
import { type Line, layLine } from '../client-and-server.js'
import { needPages, openShop, type Shop } from '../pages.js'

export type Side = 'customer' | 'seat'

export interface Stage {
  readonly browser: Browser
  readonly shop: Shop
  /** An operator's token. */
  readonly admin: string
  readonly lines: Readonly<Record<Side, Line>>
  /** The process that serves a side. */
  server(side: Side): Server
  /** Kills it; the side's line leads to the other one from then on. */
  kill(side: Side): Promise<void>
  /** Two processes run again. */
  restore(): Promise<void>
}

/** Two seconds, so that a slow browser sees it while it streams. */
const pace = { latency: { kind: 'fixed', ms: 50 }, tokens: 25, tokenMs: 80 } as const

export async function openStage(t: Teardowns): Promise<Stage> {
  needPages()
  const vendor = await startVendor(pace)
  t.teardown(() => vendor.close())
  const redis = await startRedis()
  t.teardown(() => redis.stop())
  const shop = await openShop(t)
  const env = {
    LLM_URL: vendor.url,
    REDIS_URL: redis.url,
    CORS_ORIGINS: shop.origin,
    JWT_SECRET: randomBytes(32).toString('hex'),
    DATA_KEY: randomBytes(32).toString('hex'),
    UID_RATE_PER_S: '0',
  }
  const servers = { customer: await startServer(t, env), seat: await startServer(t, env) }
  // The model answers however busy this machine is.
  const admin = await servers.seat.token('operator', { role: 'admin', shop: '*' })
  await servers.seat.call('PUT', '/admin/level?why=journey', { token: admin, body: { level: 0 } })
  const lines = {
    customer: await layLine(t, () => servers.customer.port),
    seat: await layLine(t, () => servers.seat.port),
  }
  shop.server = lines.customer.url
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  return {
    browser,
    shop,
    admin,
    lines,
    server: side => servers[side],
    async kill(side) {
      const doomed = servers[side]
      servers[side] = servers[side === 'customer' ? 'seat' : 'customer']
      await doomed.kill9()
    },
    async restore() {
      if (servers.customer === servers.seat) servers.customer = await startServer(t, env)
    },
  }
}
