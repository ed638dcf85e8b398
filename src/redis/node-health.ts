// Does Redis answer? Each node is sent a PING over a connection of its own, one at a time. A node that
// leaves it unanswered is silent: what is asked of it fails at once instead of after the command timeout, until it
// answers. Where a connection broke, ioredis fails its commands at once.
import { Cluster, type Redis } from 'ioredis'
import type { Clock } from '../clock.js'
import { Problem } from '../problem.js'
import { createAwakeClock, createCommandTimeout } from './command-timeout.js'
import { errorCode } from './failure.js'
import { slotUnder } from './prefix.js'

/** A node that answers nothing for so long, while we were there to hear it, is silent. A fork or a slow disk usually
 *  holds it up for less. */
const SILENT_MS = 300
const CHECK_MS = 50
/** A check that comes later than this was held up itself. */
const CHECK_MOST_MS = 2 * CHECK_MS

export interface NodeHealth {
  /** Sends a command about a key. Rejects with Problem 'store-away' at once when the key's node is away, and when it
   *  does not answer in time; with what Redis or ioredis said otherwise. */
  ask<T>(key: string, command: () => Promise<T>): Promise<T>
  /** The key's node is silent or cut off. */
  isAway(key: string): boolean
  /** No node answers. */
  isAllAway(): boolean
  /** Calls the listener when a node answers that is new or was silent: what it was told last may be lost. */
  onReturn(listener: () => void): void
  close(): void
}

export interface NodeHealthDeps {
  /** Never jumps. */
  readonly steady: Clock
  /** Called when a node falls silent and when it answers again. */
  readonly onHealth: (node: string, isSilent: boolean) => void
}

interface WatchedNode {
  isAsked: boolean
  /** It has answered since it was new or silent. */
  hasAnswered: boolean
  /** Awake time of the oldest PING without an answer since. */
  unansweredSince: number | undefined
  isSilent: boolean
}

type NodeCommands = Redis | Cluster

const ONLY = 'the only node'

export interface HealthConnections {
  readonly commands: NodeCommands
  /** Carries nothing but PINGs. */
  readonly health: NodeCommands
}

export function createNodeHealth({ commands, health }: HealthConnections, deps: NodeHealthDeps): NodeHealth {
  const awake = createAwakeClock(deps.steady, CHECK_MOST_MS)
  const commandTimeout = createCommandTimeout(awake)
  const listeners: (() => void)[] = []
  const nodes = createNodes(awake, deps.onHealth, () => {
    for (const listener of listeners) listener()
  })
  const checkAll = () => {
    awake.tick()
    commandTimeout.expire()
    nodes.check(pingedOver({ commands, health }))
  }
  // The sockets are read between the timer and the check.
  const timer = setInterval(() => setImmediate(checkAll), CHECK_MS).unref()

  function isAway(key: string): boolean {
    if (commands.status !== 'ready') return true
    if (nodes.silent.size === 0) return false
    const name = commands instanceof Cluster ? commands.slots[slotUnder(commands, key)]?.[0] : ONLY
    return nodes.silent.has(name ?? '')
  }

  return {
    isAway,
    isAllAway: () =>
      commands.status !== 'ready' || (nodes.silent.size > 0 && nodes.silent.size === nodes.size()),
    ask: (key, command) =>
      isAway(key)
        ? Promise.reject(new Problem('store-away', { detail: 'The store does not answer' }))
        : commandTimeout.await(command),
    onReturn: listener => void listeners.push(listener),
    close: () => clearInterval(timer),
  }
}

/** The nodes that take commands, each with the connection for its PINGs. One that is still being made says nothing
 *  about Redis: the commands' own stands in until then. */
function pingedOver({ commands, health }: HealthConnections): ReadonlyMap<string, NodeCommands> {
  const healthy = membersOf(health)
  const members = [...membersOf(commands)].map(([name, redis]) => {
    const own = healthy.get(name)
    // A node of a cluster is connected to when it is first asked for something.
    if (own?.status === 'wait') own.connect().catch(() => undefined)
    return [name, own?.status === 'ready' ? own : redis] as const
  })
  return new Map(members)
}

/** Those that a command can be sent to now, by the name that the table of slots gives them. */
function membersOf(commands: NodeCommands): ReadonlyMap<string, NodeCommands> {
  if (!(commands instanceof Cluster)) return new Map(commands.status === 'ready' ? [[ONLY, commands]] : [])
  const masters: Redis[] = commands.nodes('master')
  return new Map(masters.map(redis => [`${redis.options.host}:${redis.options.port}`, redis]))
}

const newNode = (): WatchedNode => ({
  isAsked: false,
  hasAnswered: false,
  unansweredSince: undefined,
  isSilent: false,
})

function createNodes(awake: Clock, onHealth: NodeHealthDeps['onHealth'], onReturn: () => void) {
  const nodes = new Map<string, WatchedNode>()
  const silent = new Set<string>()

  function turn(name: string, node: WatchedNode, isSilent: boolean): void {
    if (node.isSilent === isSilent) return
    node.isSilent = isSilent
    node.hasAnswered &&= !isSilent
    if (isSilent) silent.add(name)
    else silent.delete(name)
    onHealth(name, isSilent)
  }

  function ping(name: string, redis: NodeCommands): void {
    const node = nodes.get(name) ?? newNode()
    nodes.set(name, node)
    if (node.isAsked) return
    node.isAsked = true
    node.unansweredSince ??= awake.now()
    const answered = () => {
      node.isAsked = false
      node.unansweredSince = undefined
      if (nodes.get(name) !== node) return
      turn(name, node, false)
      if (node.hasAnswered) return
      node.hasAnswered = true
      onReturn()
    }
    redis.ping().then(answered, error => {
      // A refusal is an answer too. Without one the silence goes on, and the next PING is sent.
      if (errorCode(error) === '') node.isAsked = false
      else answered()
    })
  }

  return {
    /** The silent ones. */
    silent: silent as ReadonlySet<string>,
    size: () => nodes.size,
    check(present: ReadonlyMap<string, NodeCommands>): void {
      const now = awake.now()
      for (const [name, node] of nodes) {
        const isSilent = present.has(name) && now - (node.unansweredSince ?? now) > SILENT_MS
        if (isSilent || !present.has(name)) turn(name, node, isSilent)
        if (!present.has(name)) nodes.delete(name)
      }
      for (const [name, redis] of present) ping(name, redis)
    },
  }
}
