// A Redis Cluster of one master, which serves every slot: what a cluster refuses, it refuses as well.
import { setTimeout as delay } from 'node:timers/promises'
import { type RedisServer, startTcpRedis } from '../../tools/redis-server.js'

export async function startOneNodeCluster(): Promise<RedisServer & { readonly port: number }> {
  const server = await startTcpRedis(['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'])
  await server.client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
  while (!String(await server.client.call('CLUSTER', 'INFO')).includes('cluster_state:ok')) await delay(5)
  return server
}
