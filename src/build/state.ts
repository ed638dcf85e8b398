// Builds the shared state: this process's memory, or Redis.
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import { ConfigError } from '../config/config.js'
import type { DialogLimits, Dialogs } from '../dialog/dialogs.js'
import { createMemoryDialogs } from '../dialog/dialogs.memory.js'
import { createRedisDialogs } from '../dialog/dialogs.redis.js'
import type { Log } from '../ops/log.js'
import { connectRedis, evictionPolicy, type RedisClient, untilReady } from '../redis/client.js'
import { createScripts } from '../redis/scripts.js'
import { createStoreTime } from '../redis/store-time.js'
import { parseRedisUrl } from '../redis/url.js'

export interface State {
  readonly dialogs: Dialogs
  /** A word for /readyz: 'memory', 'ok' or 'away'. */
  check(): string
  close(): Promise<void>
}

export interface StateCollaborators {
  readonly clock: Clock
  readonly log: Log
  newId(): string
}

/** How long the start waits for Redis before it serves without it. */
const CONNECT_MS = 2_000

export async function buildState(config: Config, parts: StateCollaborators): Promise<State> {
  const limits: DialogLimits = {
    ttlMs: config.dialogTtlS * 1000,
    keepTurns: config.keepTurns,
    historyTurns: config.historyTurns,
    mailboxMax: config.mailboxMax,
  }
  if (config.redisUrl === '') {
    parts.log.warn('state is in memory: this process alone, forgotten at exit')
    const dialogs = createMemoryDialogs(parts, limits)
    return { dialogs, check: () => 'memory', close: () => dialogs.close() }
  }
  const redis = await openRedis(config, parts.log)
  const steady: Clock = { now: () => performance.now() }
  const dialogs = createRedisDialogs(
    { run: createScripts(redis.commands), time: createStoreTime(steady), newId: parts.newId },
    limits,
  )
  return {
    dialogs,
    check: () => (redis.commands.status === 'ready' ? 'ok' : 'away'),
    async close() {
      await dialogs.close()
      await redis.close()
    },
  }
}

async function openRedis(config: Config, log: Log): Promise<RedisClient> {
  const address = parseRedisUrl(config.redisUrl)
  if (address === undefined) throw new ConfigError(['REDIS_URL must be a URL of a Redis'])
  const redis = connectRedis(address, err => log.warn({ err }, 'redis connection broke'))
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
