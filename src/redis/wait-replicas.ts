// Waiting for replicas: what a promoted replica had not received is lost, so a reply may wait until it has.
import { Cluster } from 'ioredis'
import type { Clock } from '../clock.js'
import type { RedisClient } from './client.js'
import { storeAway } from './failure.js'
import { slotUnder } from './prefix.js'

/** Resolves when the replicas hold what the key's node holds now, also what others wrote, or have had their time: then a
 *  reply leaves all the same. Throws Problem 'store-away' when the node cannot be asked any more. */
export type WaitReplicas = (key: string) => Promise<void>

/** No wait for replicas. */
export const unreplicated: WaitReplicas = async () => {}

/** WAIT holds up the whole connection, so it is far shorter than a command may take. */
const WAIT_MS = 200
/** A node whose replicas did not answer in time is not waited for so long: it must go on serving without them. */
const REST_MS = 1_000
const MARK_MS = 1_000

export interface ReplicaDeps {
  readonly redis: Pick<RedisClient, 'commands' | 'nodeHealth'>
  /** Never jumps. */
  readonly steady: Clock
  /** Hears how many replicas held a write when fewer than wanted did in time. */
  readonly onShort: (held: number) => void
}

/** A node, and the WAITs on it: one is under way, one more is shared by all who came since. */
interface NodeWaits {
  current: Promise<void>
  next: Promise<void> | undefined
  /** Steady time. */
  restsUntil: number
}

export function createWaitReplicas(deps: ReplicaDeps, replicas: number): WaitReplicas {
  const { steady } = deps
  const { commands, nodeHealth } = deps.redis
  const nodes = new Map<string, NodeWaits>()

  function waitsFor(key: string): NodeWaits {
    const name =
      (commands instanceof Cluster && commands.slots[slotUnder(commands, key)]?.[0]) || 'the only one'
    const known = nodes.get(name)
    if (known) return known
    const waits: NodeWaits = { current: Promise.resolve(), next: undefined, restsUntil: 0 }
    nodes.set(name, waits)
    return waits
  }

  async function ask(key: string, waits: NodeWaits): Promise<void> {
    if (steady.now() < waits.restsUntil) return
    // WAIT names no key and is about the writes of its own connection: a mark, which ends by itself, takes it to the
    // key's node and stands behind everything that others wrote there.
    const round = () => commands.pipeline().set(`${key}:w`, '', 'PX', MARK_MS).wait(replicas, WAIT_MS).exec()
    const [marked, waited] = (await nodeHealth.ask(key, round).catch(away)) ?? []
    const [error, held] = waited ?? [new Error('no reply to WAIT')]
    // A mark that failed never reached the key's node, which may just have died: another node answered the WAIT.
    if (marked?.[0] ?? error) away(marked?.[0] ?? error)
    if (Number(held) >= replicas) return
    waits.restsUntil = steady.now() + REST_MS
    deps.onShort(Number(held))
  }

  /** The WAIT under way may be older than the caller's write: the caller shares the one after it. */
  function share(key: string, waits: NodeWaits): Promise<void> {
    waits.next ??= waits.current
      .catch(() => undefined) // The caller that awaits that round gets its error.
      .then(() => {
        const asked = ask(key, waits)
        waits.current = asked
        waits.next = undefined
        return asked
      })
    return waits.next
  }

  return key => share(key, waitsFor(key))
}

function away(error: unknown): never {
  throw storeAway(error)
}
