// The latest dialogs in Redis, so that a customer's next turn finds its dialog on any process. A key a customer.
import { LRUCache } from 'lru-cache'
import type { Clock } from '../clock.js'
import type { RedisClient } from '../redis/client.js'
import { storeAway } from '../redis/failure.js'
import { latestKey } from '../redis/keys.js'
import type { WriteScript } from '../redis/writes.js'
import type { LatestSettings } from './latest.memory.js'
import type { LatestDialog } from './ports.js'

export interface LatestPorts {
  readonly redis: Pick<RedisClient, 'commands'>
  readonly write: WriteScript
  readonly steady: Clock
  /** The dialog was deleted a moment ago. */
  isForgotten(dialogId: string): Promise<boolean>
}

interface Noted {
  readonly dialogId: string
  readonly at: number
}

/** A conversation that stays with one process writes its key at its first turn and twice a TTL from then on. */
export function createRedisLatest(
  { redis: { commands }, write, steady, isForgotten }: LatestPorts,
  { customers, ttlMs }: LatestSettings,
): LatestDialog {
  const noted = new LRUCache<string, Noted>({ max: customers, ttl: ttlMs, perf: steady })

  async function latestOf(owner: string): Promise<string | undefined> {
    try {
      return (await commands.get(latestKey(owner))) ?? undefined
    } catch (error) {
      throw storeAway(error)
    }
  }

  async function forget({ owner }: { readonly owner: string }, dialogId = ''): Promise<void> {
    noted.delete(owner)
    await write('latest_forget', [latestKey(owner)], [dialogId])
  }

  return {
    async find({ owner }, isIt) {
      // Most likely still the one noted here: both questions travel together.
      const here = noted.get(owner)?.dialogId
      const [latest, isHere] = await Promise.all([latestOf(owner), here !== undefined && isIt(here)])
      if (latest === undefined) return undefined
      const found = latest === here ? isHere : await isIt(latest)
      return found ? latest : undefined
    },
    async note({ owner }, dialogId) {
      const before = noted.get(owner)
      const now = steady.now()
      if (before?.dialogId === dialogId && now - before.at < ttlMs / 2) return
      await write('latest_note', [latestKey(owner)], [dialogId, ttlMs])
      noted.set(owner, { dialogId, at: now })
      // It was deleted between its answer and now: either its mark is seen here, or the deletion sees the key.
      if (await isForgotten(dialogId)) await forget({ owner }, dialogId)
    },
    forget,
  }
}
