// Waiting for replicas: what a promoted replica had not received is lost, so a reply may wait until it has.
import type { Commands } from './client.js'
import { storeAway } from './failure.js'

/** Resolves when the replicas hold what this process wrote to the key's node, or have had their time: then a reply
 *  leaves all the same. Throws Problem 'store-away' when the node cannot be asked any more. */
export type UntilReplicated = (key: string) => Promise<void>

/** Shorter than a command may take, and than a budget. */
const WAIT_MS = 300

/** Nobody is waited for. */
export const unreplicated: UntilReplicated = async () => {}

/** `onShort` hears how many replicas held the write when fewer than `replicas` did in time. */
export function createUntilReplicated(
  redis: Commands,
  replicas: number,
  onShort: (held: number) => void,
): UntilReplicated {
  return async key => {
    // WAIT is about the writes of its own connection and names no key: EXISTS takes it to the node that has the key.
    const replies = await redis.pipeline().exists(key).wait(replicas, WAIT_MS).exec().catch(away)
    const [error, held] = replies?.[1] ?? [new Error('no reply to WAIT')]
    if (error) away(error)
    if (Number(held) < replicas) onShort(Number(held))
  }
}

function away(error: unknown): never {
  throw storeAway(error)
}
