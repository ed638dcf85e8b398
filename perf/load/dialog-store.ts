// Dialogs over a private Redis, wired as the program wires them.

import type { Confirmations } from '../../src/dialog/store/confirmations.js'
import { createRedisConfirmations } from '../../src/dialog/store/confirmations.redis.js'
import type { DialogWalk } from '../../src/dialog/store/dialog-walk.js'
import { createRedisDialogWalk } from '../../src/dialog/store/dialog-walk.redis.js'
import type { Dialogs } from '../../src/dialog/store/dialogs.js'
import { createRedisDialogs } from '../../src/dialog/store/dialogs.redis.js'
import type { Handovers } from '../../src/dialog/store/handovers.js'
import { createRedisHandovers } from '../../src/dialog/store/handovers.redis.js'
import type { DialogLimits } from '../../src/dialog/store/limits.js'
import type { DialogPictures } from '../../src/dialog/store/pictures.js'
import { createRedisPictures } from '../../src/dialog/store/pictures.redis.js'
import type { Services } from '../../src/dialog/store/services.js'
import { createRedisServices } from '../../src/dialog/store/services.redis.js'
import { createTurnCommits } from '../../src/dialog/store/turn-commits.redis.js'
import { connectRedis, type RedisClient, untilReady } from '../../src/redis/client.js'
import { createRedisTime, type RedisTime } from '../../src/redis/redis-time.js'
import { createScripts, createWrites, type RunScript, type WriteScript } from '../../src/redis/scripts.js'
import { parseRedisUrl } from '../../src/redis/url.js'
import { unreplicated } from '../../src/redis/wait-replicas.js'
import { newId } from './dialog-turns.js'

export const steadyClock = { now: () => performance.now() }

export interface Store {
  readonly client: RedisClient
  readonly nodeHealth: RedisClient['nodeHealth']
  readonly run: RunScript
  readonly write: WriteScript
  readonly time: RedisTime
  /** `onWalk` is called with the reason for a walk over all dialogs. */
  dialogs(limits: DialogLimits, onWalk?: (reason: string) => void): Dialogs
  handovers(limits: DialogLimits): Handovers
  readonly walk: DialogWalk
  readonly services: Services
  readonly confirmations: Confirmations
  readonly pictures: DialogPictures
  close(): Promise<void>
}

/** One process's view of the Redis at `url`. */
export async function openStore(url: string): Promise<Store> {
  const address = parseRedisUrl(url)
  if (!address) throw new Error(`not an address of Redis: ${url}`)
  const client = connectRedis(address, {
    steady: steadyClock,
    onError: () => undefined,
    onHealth: () => undefined,
    prefix: '',
    onDropped: () => undefined,
  })
  await untilReady(client.commands, AbortSignal.timeout(10_000))
  const run = createScripts(client)
  const { nodeHealth } = client
  const time = createRedisTime(steadyClock)
  const write = createWrites(run, time)
  return {
    client,
    nodeHealth,
    run,
    write,
    time,
    dialogs: (limits, onWalk = () => undefined) =>
      createRedisDialogs(
        {
          commands: client.commands,
          nodeHealth,
          run,
          write,
          time,
          newId,
          onWalk,
          commitTurn: createTurnCommits({ write, redis: client }, limits),
          replicated: unreplicated,
        },
        limits,
      ),
    handovers: limits => createRedisHandovers({ run, write, replicated: unreplicated, newId }, limits),
    walk: createRedisDialogWalk(client.commands),
    services: createRedisServices({ run, write }),
    pictures: createRedisPictures({ run, write }),
    confirmations: createRedisConfirmations({ run, write, replicated: unreplicated }),
    close: () => client.close(),
  }
}
