// REDIS_PREFIX, which keeps clusters apart that share a Redis: it stands before every key and every channel. ioredis puts
// it before the keys of commands and scripts. Channels, SCAN patterns and slots are left to the callers of this file,
// because pub/sub ignores database numbers and ioredis leaves these names as they are.
import type { Cluster, Redis } from 'ioredis'
import { slotOf } from './slot.js'

type PrefixedCommands = Redis | Cluster

export function prefixOf(commands: PrefixedCommands): string {
  return String(commands.options.keyPrefix ?? '')
}

/** A channel under the name that Redis knows it by. */
export function channelOf(commands: PrefixedCommands, channel: string): string {
  return prefixOf(commands) + channel
}

/** Keys may hold no hash tag of their own, so the prefix counts for their slot. */
export function slotUnder(commands: PrefixedCommands, key: string): number {
  return slotOf(prefixOf(commands) + key)
}
