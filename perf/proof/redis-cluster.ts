// A Redis Cluster on the loopback interface: three masters, with a replica each or without.
import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort, type RedisServer, startTcpRedis } from '../../tools/redis-server.js'

export interface RedisCluster {
  /** As REDIS_URL takes it. */
  readonly url: string
  readonly masters: readonly RedisServer[]
  /** Cuts a master off from its replica, kills it with SIGKILL so much later, while it still serves, and resolves when
   *  the replica has taken over. A kill alone loses nothing here: what is in the kernel's buffers still arrives. */
  killMaster(cutOffMs: number, beforeKill: () => void): Promise<void>
  stop(): Promise<void>
}

const MASTERS = 3
/** A master that is silent for so long has failed. */
const NODE_TIMEOUT_MS = 1_000
const LOOK_MS = 50

type Node = Awaited<ReturnType<typeof startTcpRedis>>

const run = promisify(execFile)

export async function startRedisCluster(replicas: 0 | 1): Promise<RedisCluster> {
  const nodes = await Promise.all(Array.from({ length: MASTERS * (1 + replicas) }, startNode))
  const hosts = nodes.map(node => `127.0.0.1:${node.port}`)
  await run('redis-cli', [
    '--cluster',
    'create',
    ...hosts,
    '--cluster-replicas',
    String(replicas),
    '--cluster-yes',
  ])
  const isReady = replicas === 0 ? knowsSlots : isWhole
  await until(async () => (await Promise.all(nodes.map(isReady))).every(Boolean))
  return {
    url: `redis+cluster://${hosts.join(',')}`,
    masters: nodes.slice(0, MASTERS),
    async killMaster(cutOffMs, beforeKill) {
      const [master, ...others] = nodes as [Node, ...Node[]]
      // The replica does not know the password that it is asked for when it comes back.
      await master.client.config('SET', 'requirepass', 'x')
      await master.client.call('CLIENT', 'KILL', 'TYPE', 'replica')
      await delay(cutOffMs)
      beforeKill()
      process.kill(master.pid, 'SIGKILL')
      master.client.disconnect()
      await until(async () => hasTakenOver(others[0] as Node))
    },
    async stop() {
      await Promise.all(nodes.map(node => node.stop()))
    },
  }
}

async function startNode(): Promise<Node> {
  return startTcpRedis([
    ...['--cluster-enabled', 'yes', '--cluster-port', String(await freePort())],
    ...['--cluster-node-timeout', String(NODE_TIMEOUT_MS), '--appendfsync', 'everysec'],
    ...['--repl-diskless-sync-delay', '0'],
  ])
}

/** It knows every slot, and its replica or master is at its side. */
async function isWhole(node: Node): Promise<boolean> {
  const replication = await node.client.info('replication')
  return (await knowsSlots(node)) && /master_link_status:up|state=online/.test(replication)
}

async function knowsSlots({ client }: Node): Promise<boolean> {
  return String(await client.call('CLUSTER', 'INFO')).includes('cluster_state:ok')
}

/** One master has failed, and there are as many as before. */
async function hasTakenOver({ client }: Node): Promise<boolean> {
  const lines = String(await client.call('CLUSTER', 'NODES')).split('\n')
  const masters = lines.filter(line => / (\S+,)?master/.test(line))
  const failed = masters.filter(line => /,fail\b/.test(line))
  return failed.length === 1 && masters.length - failed.length === MASTERS
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 30_000
  while (!(await isTrue())) {
    if (Date.now() > giveUpAt) throw new Error('the Redis Cluster did not come to rest')
    await delay(LOOK_MS)
  }
}
