// A cluster of our own to break: processes on one port, a private Redis, the simulated vendor in its own process, and where
// orders are asked about the simulated shop.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { signToken } from '../../src/auth/sign.js'
import { packageRoot } from '../../src/root.js'
import { type Program, startProgram } from '../../tools/program.js'
import { freePort, startRedis } from '../../tools/redis-server.js'
import { startServer } from '../../tools/server.js'
import { type Admin, createAdmin } from './admin.js'
import { releaseBreaker } from './bad-release.js'
import type { Breakers } from './faults.js'
import { startShopProgram } from './shop.js'

export interface Cluster {
  readonly url: string
  readonly admin: Admin
  readonly breakers: Breakers
  /** Resolves with what ended badly, a sentence each. */
  stop(): Promise<string[]>
}

export interface ClusterOrder {
  readonly processes: number
  readonly secret: string
  /** The shop has an API of orders. */
  readonly hasOrders: boolean
  /** Settings of the server besides those that join the cluster. */
  readonly env: NodeJS.ProcessEnv
}

/** A vendor that is well: the answer comes after 150 ms, give or take. */
const WELL = { latency: 'lognormal:150,0.2', faults: [] as readonly string[] }
const TOKENS = 20
/** Longer than any rehearsal. */
export const TOKEN_LIFE_S = 7_200
const TOKEN_MS = 10

export async function startCluster({ processes, secret, env, hasOrders }: ClusterOrder): Promise<Cluster> {
  const redis = await startRedis()
  // The server is asked, not the store: our own client would only complain while Redis is away.
  redis.client.disconnect()
  const vendor = await startVendorProgram()
  const shop = hasOrders ? await startShopProgram() : undefined
  const joined = {
    NODE_ENV: 'production',
    DATA_KEY: randomBytes(32).toString('hex'),
    ...env,
    ...shop?.env,
    JWT_SECRET: secret,
    REDIS_URL: redis.url,
    LLM_URL: `${vendor.url}/v1`,
    // A process that takes a free port itself does not share it.
    PORT: String(await freePort()),
  }
  // The logs lie in files, as in production: reading them would be work of the customers' client.
  const logs = await mkdtemp(join(tmpdir(), 'rehearsal-logs-'))
  let started = 0
  const startOne = () => startServer(joined, join(logs, String(started++)))
  const members = await Promise.all(Array.from({ length: processes }, startOne))

  const url = `http://127.0.0.1:${joined.PORT}`
  const operator = { uid: 'rehearsal', role: 'admin', expiresInS: TOKEN_LIFE_S } as const
  const admin = createAdmin(url, await signToken(operator, secret, Date.now()))

  return {
    url,
    admin,
    breakers: {
      ...vendorBreaker(vendor.url),
      ...shop?.breakers,
      ...releaseBreaker(admin, settings => setVendor(vendor.url, settings)),
      ...redisBreakers(redis),
      ...(processes > 1 && {
        'process-killed': {
          begin: async () => members.shift()?.kill9(),
          end: async () => members.push(await startOne()),
        },
      }),
    },
    async stop() {
      await admin.close()
      const ends = await Promise.all(members.map(stopMember))
      await rm(logs, { recursive: true })
      await vendor.stop()
      await shop?.stop()
      await redis.stop()
      return ends.flat()
    },
  }
}

async function stopMember(member: Program): Promise<string[]> {
  const how = await member.stop()
  return how === 0 ? [] : [`a process ended with ${how}:\n${member.lines.slice(-10).join('\n')}`]
}

function startVendorProgram(): Promise<Program> {
  const entry = fileURLToPath(new URL('build/perf/fake-llm.js', packageRoot))
  const pace = ['--latency', WELL.latency, '--tokens', String(TOKENS), '--token-ms', String(TOKEN_MS)]
  return startProgram([process.execPath, entry, ...pace, '--ring', '1'], { PATH: process.env.PATH })
}

/** `url` is the simulator's, without a path. */
export function vendorBreaker(url: string): Pick<Breakers, 'vendor'> {
  return {
    vendor: {
      begin: ({ latency, faults }) =>
        setVendor(url, { ...WELL, ...(latency && { latency }), ...(faults && { faults }) }),
      end: () => setVendor(url, WELL),
    },
  }
}

async function setVendor(url: string, settings: object): Promise<void> {
  const reply = await fetch(`${url}/_sim/faults`, { method: 'PUT', body: JSON.stringify(settings) })
  if (!reply.ok) throw new Error(`the vendor simulator refused ${JSON.stringify(settings)}: ${reply.status}`)
}

type OwnRedis = Awaited<ReturnType<typeof startRedis>>

function redisBreakers(redis: OwnRedis): Pick<Breakers, 'redis-frozen' | 'redis-killed'> {
  const signal = async (name: NodeJS.Signals) => process.kill(redis.pid, name)
  return {
    'redis-frozen': { begin: () => signal('SIGSTOP'), end: () => signal('SIGCONT') },
    'redis-killed': { begin: () => redis.kill(), end: () => redis.restart() },
  }
}
