// Connections to Redis: one for commands, one for subscriptions, one for health. The only maker of ioredis clients.
// A command is sent at most once: what was under way when a connection broke fails, and the caller, who knows
// whether it may be repeated, repeats it. Nothing is queued while Redis is away.
import { Cluster, Redis, type RedisOptions } from 'ioredis'
import { gatherCommands } from './gathered-writes.js'
import { createLoopEnd, type LoopEnd } from './loop-end.js'
import { createNodeHealth, type NodeHealth, type NodeHealthDeps } from './node-health.js'
import { channelOf } from './prefix.js'
import type { RedisAddress } from './url.js'

export type Commands = Redis | Cluster

export interface RedisClient {
  readonly commands: Commands
  /** When the commands of a turn of the event loop leave. */
  readonly loopEnd: LoopEnd
  /** Its own connection, because a command must not wait behind deliveries. */
  readonly subscriber: Commands
  /** Called with the topic of a message that has not the expected form and is dropped. */
  readonly onDropped: (topic: string) => void
  /** Requests that a turn waits for go through it. */
  readonly nodeHealth: NodeHealth
  close(): Promise<void>
}

export interface RedisClientDeps extends NodeHealthDeps {
  /** Stands before every key and channel (prefix.ts). */
  readonly prefix: string
  readonly onDropped: (topic: string) => void
  /** Called with the error of each broken connection. */
  readonly onError: (error: Error) => void
}

/** For what no turn waits for, and for the PINGs; the rest has its own, shorter one (node-health.ts). */
const BACKSTOP_MS = 2_000

const common = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 1,
  commandTimeout: BACKSTOP_MS,
  connectTimeout: 2_000,
  retryStrategy: (times: number) => Math.min(50 * times, 500),
  // A master that became a replica: look for the new one.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} satisfies RedisOptions

/** Connects in the background; commands fail until it is done. */
export function connectRedis(address: RedisAddress, deps: RedisClientDeps): RedisClient {
  const { prefix, onDropped } = deps
  const commands = open(address, { prefix, forCommands: true })
  const subscriber = open(address, { prefix, forCommands: false })
  // PING must not wait behind large replies, or one customer's reads make the store look dead to all.
  const health = open(address, { prefix, forCommands: true })
  const connections = [commands, subscriber, health]
  for (const connection of connections) connection.on('error', deps.onError)
  const loopEnd = createLoopEnd()
  gatherCommands(commands, loopEnd)
  const nodeHealth = createNodeHealth({ commands, health }, deps)
  return {
    commands,
    loopEnd,
    subscriber,
    nodeHealth,
    onDropped,
    async close() {
      nodeHealth.close()
      for (const connection of connections) connection.disconnect()
    },
  }
}

interface ClientPurpose {
  readonly prefix: string
  readonly forCommands: boolean
}

function open(address: RedisAddress, { prefix, forCommands }: ClientPurpose): Commands {
  // Subscriptions must survive a reconnect, so their connection may queue.
  const queueing = forCommands ? {} : { enableOfflineQueue: true, maxRetriesPerRequest: null }
  const options = { ...common, keyPrefix: prefix, ...queueing }
  switch (address.kind) {
    case 'single':
      return new Redis(address.url, options)
    case 'unix':
      return new Redis({ ...options, path: address.path })
    case 'sentinel':
      return new Redis({
        ...options,
        ...address.login,
        sentinels: [...address.sentinels],
        name: address.name,
        sentinelRetryStrategy: times => Math.min(50 * times, 500),
        failoverDetector: forCommands,
      })
    case 'cluster':
      return new Cluster([...address.nodes], {
        enableOfflineQueue: !forCommands,
        // 0: a command whose connection broke is not sent again.
        retryDelayOnFailover: 0,
        slotsRefreshInterval: 1_000,
        clusterRetryStrategy: times => Math.min(50 * times, 500),
        keyPrefix: prefix,
        // The nodes' own clients take keys as they are: the cluster's client has put the prefix there.
        redisOptions: { ...options, keyPrefix: '', ...address.login },
      })
  }
}

/** Resolves when commands can be sent; rejects when `signal` aborts first. */
export function untilReady(commands: Commands, signal: AbortSignal): Promise<void> {
  if (commands.status === 'ready') return Promise.resolve()
  return new Promise((resolve, reject) => {
    const ready = () => {
      signal.removeEventListener('abort', aborted)
      resolve()
    }
    const aborted = () => {
      commands.off('ready', ready)
      reject(signal.reason)
    }
    commands.once('ready', ready)
    signal.addEventListener('abort', aborted, { once: true })
  })
}

/** The eviction policy, which must be `noeviction`: a store that may drop a dialog's ticket keeps no promise.
 *  Undefined where the server does not tell (managed services forbid CONFIG). */
export async function evictionPolicy(commands: Commands): Promise<string | undefined> {
  const info = await commands.info('memory')
  return /^maxmemory_policy:(\S+)/m.exec(info)?.[1]
}

/** Hands over each message of one channel until the function it returns is called. Subscribes again by itself after
 *  a reconnect.
 *  A message may be lost: each listener also looks from time to time. */
export function listen(subscriber: Commands, channel: string, take: (message: string) => void): () => void {
  const name = channelOf(subscriber, channel)
  const onMessage = (from: string, message: string) => {
    if (from === name) take(message)
  }
  subscriber.on('message', onMessage)
  // Waits in the subscriber's own queue while Redis is away; fails only when the client is closed.
  subscriber.subscribe(name).catch(() => undefined)
  return () => subscriber.off('message', onMessage)
}

export interface Receiver<T> {
  /** For the count of dropped messages: what the messages are about. */
  readonly topic: string
  /** Undefined when the message does not have the form. */
  read(message: string): T | undefined
  onMessage(value: T): void
}

/** The same for messages with content. Any program may publish to a channel: what `read` does not understand is dropped
 *  and counted. */
export function receive<T>(
  { subscriber, onDropped }: Pick<RedisClient, 'subscriber' | 'onDropped'>,
  channel: string,
  { topic, read, onMessage }: Receiver<T>,
): () => void {
  return listen(subscriber, channel, message => {
    const value = read(message)
    if (value === undefined) onDropped(topic)
    else onMessage(value)
  })
}
