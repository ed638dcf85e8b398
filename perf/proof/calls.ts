// How many scripts a turn runs: INFO commandstats before and after some hundred turns, less what an idle process runs.
import { setTimeout as delay } from 'node:timers/promises'
import { type RedisServer, startRedis } from '../../tools/redis-server.js'
import { type Client, createClient } from './client.js'
import { startRedisCluster } from './redis-cluster.js'
import { openStage, type Stage } from './stage.js'

const TURNS = 300
const IDLE_MS = 3_000

interface Kind {
  readonly name: string
  readonly text: string
  readonly isOpening: boolean
  readonly isKeyed: boolean
  /** Without one the FAQ answers, and the answer is ready before the turn has its place. */
  readonly hasVendor: boolean
}

const kinds: readonly Kind[] = [
  { name: 'opening turn, vendor', text: '这件', isOpening: true, isKeyed: false, hasVendor: true },
  { name: 'opening turn with key, vendor', text: '这件', isOpening: true, isKeyed: true, hasVendor: true },
  { name: 'following turn, vendor', text: '这件', isOpening: false, isKeyed: false, hasVendor: true },
  { name: 'following turn with key, vendor', text: '这件', isOpening: false, isKeyed: true, hasVendor: true },
  { name: 'ready answer', text: '怎么申请退货', isOpening: false, isKeyed: false, hasVendor: false },
]

/** The store whose calls are counted. */
interface Store {
  readonly url: string
  /** Nodes that take commands. */
  readonly masters: readonly Pick<RedisServer, 'client'>[]
  stop(): Promise<void>
}

const stores: Readonly<Record<string, () => Promise<Store>>> = {
  'one Redis': async () => {
    const redis = await startRedis()
    return { url: redis.url, masters: [redis], stop: redis.stop }
  },
  'Redis Cluster, 3 masters': () => startRedisCluster(0),
}

/** A line for each kind of turn over each kind of store. */
export async function callsPerTurn(root: URL): Promise<string[]> {
  const lines: string[] = []
  for (const [name, start] of Object.entries(stores)) {
    lines.push(`${name}:`)
    for (const kind of kinds) lines.push(`  ${await measure(root, kind, await start())}`)
  }
  return lines
}

async function measure(root: URL, kind: Kind, redis: Store): Promise<string> {
  // A busy machine may be slow, but a promise would cost calls of its own.
  const patient = { ANSWER_BUDGET_MS: '15000' }
  const env = kind.hasVendor ? patient : { ...patient, LLM_URL: '' }
  const stage = await openStage({ root, processes: 1, redisUrl: redis.url, vendorMs: [0, 0], env })
  const client = createClient(stage.ports, await stage.token('u0'))
  try {
    const dialogId = await take(client, kind, { n: TURNS })
    const where = kind.isOpening ? {} : { dialogId }
    const turns = async () => {
      for (let n = 0; n < TURNS; n++) await take(client, kind, { n, ...where })
    }
    const idle = await callsDuring(redis, () => delay(IDLE_MS))
    const busy = await callsDuring(redis, turns)
    const own = busy.calls - (idle.calls * busy.ms) / idle.ms
    return `${kind.name.padEnd(34)} ${idle.at} -> ${busy.at} scripts; ${(own / TURNS).toFixed(2)} a turn`
  } finally {
    client.close()
    await closeAll(stage, redis)
  }
}

async function closeAll(stage: Stage, redis: Store): Promise<void> {
  await stage.close()
  await redis.stop()
}

/** One turn; resolves to its dialog's id. */
async function take(client: Client, kind: Kind, { n, dialogId }: { n: number; dialogId?: string }) {
  const body = { text: kind.text, ...(dialogId && { dialog_id: dialogId }) }
  const key = kind.isKeyed && { key: `k${n}` }
  const outcome = await client.send(0, { method: 'POST', path: '/chat', body, ...key })
  if (typeof outcome !== 'string' && outcome.status === 200) return String(outcome.body.dialog_id)
  throw new Error(`a turn was told ${JSON.stringify(outcome)}`)
}

async function callsDuring(redis: Store, run: () => Promise<unknown>) {
  const before = await scriptCalls(redis)
  const startedAt = performance.now()
  await run()
  const at = await scriptCalls(redis)
  return { calls: at - before, at, ms: performance.now() - startedAt }
}

/** Over all masters. */
async function scriptCalls({ masters }: Store): Promise<number> {
  const stats = await Promise.all(masters.map(({ client }) => client.info('commandstats')))
  const calls = stats.map(one => Number(/cmdstat_evalsha:calls=(\d+)/.exec(one)?.[1] ?? 0))
  return calls.reduce((sum, one) => sum + one, 0)
}
