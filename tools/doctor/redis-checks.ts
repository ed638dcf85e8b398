// Is the Redis of REDIS_URL one that promises can be kept with?
import type { Commands } from '../../src/redis/client.js'
import { type Check, type Finding, fault, ok, skip, warn } from './check.js'
import { isOlder } from './host-checks.js'

/** Redis's own facts; undefined when it cannot be asked. */
export interface RedisFacts {
  readonly version: string
  /** '' where it is not told. */
  readonly policy: string
  readonly hasAppendOnlyFile: boolean
  readonly replicas: number
  /** Milliseconds of the middle one of some PINGs. */
  readonly pingMs: number
  /** Its clock minus ours, in milliseconds. */
  readonly skewMs: number
  readonly memoryShare: number | undefined
}

export interface RedisChecksDeps {
  readonly isConfigured: boolean
  readonly replicasWanted: number
  /** Rejects with the reason. */
  facts(): Promise<RedisFacts>
}

const VERSION_LEAST = '7'
const SLOW_MS = 5
const TOO_SLOW_MS = 50
const SKEW_MS = 500

export function redisChecks({ isConfigured, replicasWanted, facts }: RedisChecksDeps): Check[] {
  let asked: Promise<RedisFacts | string> | undefined
  const ask = () => {
    asked ??= facts().catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
    return asked
  }
  const about = (name: string, judge: (facts: RedisFacts) => Finding): Check => ({
    name,
    async run() {
      if (!isConfigured) return skip('REDIS_URL is not set')
      const found = await ask()
      return typeof found === 'string' ? skip('Redis does not answer') : judge(found)
    },
  })
  return [
    { name: 'redis', run: async () => reachable(isConfigured, isConfigured ? await ask() : undefined) },
    about('redis-version', ({ version }) =>
      isOlder(version, VERSION_LEAST)
        ? fault(`Redis ${version}`, 'Install Redis 7 or newer, or Valkey')
        : ok(`Redis ${version}`),
    ),
    about('redis-policy', policyOf),
    about('redis-persistence', persistenceOf),
    about('redis-memory', memoryOf),
    about('redis-replicas', ({ replicas }) =>
      replicas < replicasWanted
        ? warn(
            `${replicas} replicas, REDIS_WAIT_REPLICAS asks for ${replicasWanted}`,
            'Add replicas, or lower REDIS_WAIT_REPLICAS: every reply waits in vain',
          )
        : ok(`${replicas} replicas`),
    ),
    about('redis-latency', latencyOf),
    about('clock', ({ skewMs }) =>
      Math.abs(skewMs) > SKEW_MS
        ? warn(
            `our clock and that of Redis differ by ${Math.round(skewMs)} ms`,
            'Run NTP on every host: tokens expire, and bad seconds are named, by the clock',
          )
        : ok(`within ${Math.ceil(Math.abs(skewMs))} ms of that of Redis`),
    ),
  ]
}

function reachable(isConfigured: boolean, found: RedisFacts | string | undefined): Finding {
  if (!isConfigured)
    return warn(
      'REDIS_URL is not set: one process, forgotten at exit',
      'Set REDIS_URL for a cluster, and for dialogs that survive a restart',
    )
  if (typeof found === 'string')
    return fault(
      `Redis does not answer: ${found}`,
      'Is it up, is the address right, does a firewall stand between?',
    )
  return ok('Redis answers')
}

function policyOf({ policy }: RedisFacts): Finding {
  if (policy === '') return skip('this Redis does not tell its maxmemory-policy')
  if (policy === 'noeviction') return ok('maxmemory-policy noeviction')
  return fault(
    `maxmemory-policy ${policy} may drop tickets and promises`,
    'CONFIG SET maxmemory-policy noeviction, and in redis.conf',
  )
}

function persistenceOf({ hasAppendOnlyFile }: RedisFacts): Finding {
  if (hasAppendOnlyFile) return ok('append-only file')
  return warn(
    'no append-only file: a restart of Redis forgets what was promised',
    'CONFIG SET appendonly yes, and in redis.conf with appendfsync everysec',
  )
}

function memoryOf({ memoryShare }: RedisFacts): Finding {
  if (memoryShare === undefined) return ok('no maxmemory')
  const message = `${Math.round(100 * memoryShare)} % of maxmemory is used`
  return memoryShare > 0.8
    ? warn(message, 'Raise maxmemory: a full Redis refuses writes, and turns get 503')
    : ok(message)
}

function latencyOf({ pingMs }: RedisFacts): Finding {
  const message = `${pingMs.toFixed(1)} ms a command`
  const hint = 'Put Redis into the same zone; a turn makes two calls'
  if (pingMs > TOO_SLOW_MS) return fault(message, hint)
  return pingMs > SLOW_MS ? warn(message, hint) : ok(message)
}

const PINGS = 21

/** Asks a Redis for what the checks judge. */
export async function readRedisFacts(commands: Commands): Promise<RedisFacts> {
  const [server, memory, persistence, replication] = await Promise.all(
    (['server', 'memory', 'persistence', 'replication'] as const).map(section => commands.info(section)),
  )
  const figure = (text: string | undefined, name: string) =>
    new RegExp(`^${name}:(\\S+)`, 'm').exec(text ?? '')?.[1]
  const [used, most] = [Number(figure(memory, 'used_memory')), Number(figure(memory, 'maxmemory'))]
  const times: number[] = []
  for (let i = 0; i < PINGS; i++) {
    const sentAt = performance.now()
    await commands.ping()
    times.push(performance.now() - sentAt)
  }
  const askedAt = Date.now()
  const [seconds, microseconds] = await commands.time()
  const half = (Date.now() - askedAt) / 2
  return {
    version: figure(server, 'redis_version') ?? '0',
    policy: figure(memory, 'maxmemory_policy') ?? '',
    hasAppendOnlyFile: figure(persistence, 'aof_enabled') === '1',
    replicas: Number(figure(replication, 'connected_slaves') ?? 0),
    pingMs: times.sort((a, b) => a - b)[(PINGS - 1) / 2] ?? 0,
    skewMs: Number(seconds) * 1000 + Number(microseconds) / 1000 - (askedAt + half),
    memoryShare: most > 0 ? used / most : undefined,
  }
}
