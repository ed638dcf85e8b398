// Connects to Redis at the start, whether it answers or not, and checks that it may be used.
import type { Clock } from '../clock.js'
import { type Config, ConfigError } from '../config/config.js'
import type { Log } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import { connectRedis, evictionPolicy, type RedisClient, untilReady } from '../redis/client.js'
import { secretKey } from '../redis/keys.js'
import { parseRedisUrl } from '../redis/url.js'

export interface OpenRedisDeps {
  /** Never jumps. */
  readonly steady: Clock
  readonly log: Log
  readonly metrics: Pick<Metrics, 'busMessageDropped'>
}

/** How long the start waits for Redis before it serves without it. */
const CONNECT_MS = 2_000

export async function openRedis(
  config: Config,
  { steady, log, metrics }: OpenRedisDeps,
): Promise<RedisClient> {
  const address = parseRedisUrl(config.redisUrl)
  if (address === undefined) throw new ConfigError(['REDIS_URL must be a URL of a Redis'])
  const redis = connectRedis(address, {
    steady,
    prefix: config.redisPrefix,
    onDropped: metrics.busMessageDropped,
    onError: err => log.warn({ err }, 'redis connection broke'),
    onHealth: (node, isSilent) => log.warn({ node }, isSilent ? 'redis is silent' : 'redis answers again'),
  })
  try {
    await untilReady(redis.commands, AbortSignal.timeout(CONNECT_MS))
    const policy = await evictionPolicy(redis.commands)
    if (policy !== undefined && policy !== 'noeviction') {
      throw new ConfigError([`REDIS_URL must name a Redis with maxmemory-policy noeviction, got ${policy}`])
    }
  } catch (error) {
    if (error instanceof ConfigError) throw error
    log.warn({ err: error }, 'redis is away: serving without it until it comes back')
  }
  return redis
}

/** The secret that all processes share under this name: the one kept before, or else this one. */
export async function shareSecret({ commands }: RedisClient, name: string, secret: string): Promise<string> {
  await commands.set(secretKey(name), secret, 'NX')
  return (await commands.get(secretKey(name))) ?? secret
}
