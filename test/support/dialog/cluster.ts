// Several processes over one memory store, in fake time: each has its own tickets, beats and promises, and can be
// killed, paused or cut off. The test answers the turns that a process runs.

import { limits, never, newId, writeOf } from '../../../perf/load/dialog-turns.js'
import type { Bus, Message } from '../../../src/cluster/bus.js'
import { createMemoryBus } from '../../../src/cluster/bus.memory.js'
import { createMembers, type Heartbeats } from '../../../src/cluster/members.js'
import { createMemoryHeartbeats } from '../../../src/cluster/members.memory.js'
import { createWatching } from '../../../src/dialog/follow/watching.js'
import type { Pending } from '../../../src/dialog/pending/pending.js'
import { createMemoryPending } from '../../../src/dialog/pending/pending.memory.js'
import { createPendingTurns, type PendingTurns } from '../../../src/dialog/pending/pending-turns.js'
import type { EnterResult, Tickets } from '../../../src/dialog/queue/tickets.js'
import { createTickets } from '../../../src/dialog/queue/waiting.js'
import { emptyState } from '../../../src/dialog/store/dialog-shelf.js'
import type { Dialogs, MaskedTurn, Orphan } from '../../../src/dialog/store/dialogs.js'
import { createMemoryDialogs } from '../../../src/dialog/store/dialogs.memory.js'
import type { Handovers } from '../../../src/dialog/store/handovers.js'
import { createMemoryHandovers } from '../../../src/dialog/store/handovers.memory.js'
import type { StopSignal } from '../../../src/stop.js'
import { fakeTime } from './fake-time.js'

export interface FakeProcess {
  readonly processId: string
  readonly tickets: Tickets
  readonly pendingTurns: PendingTurns
  readonly orphans: Orphan[]
  /** The cancelled turns of which the process got a message. */
  readonly cancelled: string[]
  /** Acts like kill -9: no call of the process returns any more. */
  kill(): void
  /** The next `count` calls of this name act, but their replies are lost. */
  loseReplies(name: keyof Dialogs, count?: number): void
}

export interface Cluster {
  readonly time: ReturnType<typeof fakeTime>
  readonly dialogs: Dialogs
  readonly handovers: Handovers
  readonly pending: Pending
  /** `messages`: true loses all messages, a number that many of the next ones. */
  readonly lost: { beats: boolean; messages: boolean | number }
  start(): Promise<FakeProcess>
  /** The dialogs as they are; called, the store is what it was then, as after a failover, and its index is empty. */
  saved(): () => void
}

export function createCluster(own: { ttlMs?: number } = {}): Cluster {
  const time = fakeTime()
  const records = emptyState()
  const dialogLimits = { ...limits, ttlMs: 1e9, ...own }
  const dialogs = createMemoryDialogs({ clock: time, newId }, dialogLimits, records)
  const handovers = createMemoryHandovers({ clock: time, newId }, dialogLimits, records)
  const beats = createMemoryHeartbeats(time)
  let index = createMemoryPending(time)
  const pending: Pending = {
    promote: (...args) => index.promote(...args),
    sweep: (...args) => index.sweep(...args),
    strike: entryIds => index.strike(entryIds),
    strikeTurns: turnIds => index.strikeTurns(turnIds),
  }
  const hub = createMemoryBus()
  const lost: Cluster['lost'] = { beats: false, messages: false }

  async function start(): Promise<FakeProcess> {
    const processId = newId()
    const mortal = createMortal()
    const orphans: Orphan[] = []
    const cancelled: string[] = []
    const onMessage = (message: Message) => {
      if (!mortal.isAlive() || isLost(lost)) return
      if (message.kind === 'cancelled') cancelled.push(message.turnId)
      tickets.onMessage(message)
      if (message.kind !== 'erased' && message.kind !== 'desk') watching.wake(message.dialogId)
    }
    const bus: Bus = hub.join(processId, onMessage)
    const lossy: Heartbeats = mortal.wrap({
      beat: async (origin: string) => {
        if (lost.beats) throw new Error('beat lost')
        return beats.beat(origin)
      },
      remove: (origin: string) => beats.remove(origin),
    })
    const pause = (ms: number, signal?: StopSignal) => mortal.while(time.pause(ms, signal))
    const ports = { pause, steady: time, onError: () => undefined }
    const members = createMembers({ ...ports, processId, beats: lossy })
    const mine = mortal.wrap(dialogs)
    const watching = createWatching({ ...ports, dialogs: mine, processId })
    const tickets = createTickets({
      ...ports,
      dialogs: mine,
      watching,
      members,
      bus,
      runOrphan: turn => void orphans.push(turn),
    })
    const pendingTurns = createPendingTurns({ ...ports, pending: mortal.wrap(pending), tickets, members }, 10)
    await members.started()
    return {
      processId,
      tickets,
      pendingTurns,
      orphans,
      cancelled,
      kill: mortal.kill,
      loseReplies: mortal.loseReplies,
    }
  }
  function saved(): () => void {
    const copy = structuredClone([...records.records])
    return () => {
      records.records.clear()
      for (const [id, record] of copy) records.records.set(id, record)
      index = createMemoryPending(time)
    }
  }
  return { time, dialogs, handovers, pending, lost, start, saved }
}

function isLost(lost: Cluster['lost']): boolean {
  if (typeof lost.messages === 'boolean') return lost.messages
  lost.messages -= 1
  return lost.messages >= 0
}

/** Wraps calls so that none returns after the kill, and so that some lose their replies. */
export function createMortal() {
  let isAlive = true
  const losses = new Map<PropertyKey, number>()
  function outlive<T>(call: Promise<T>): Promise<T> {
    if (!isAlive) return new Promise<T>(() => undefined)
    return new Promise<T>((resolve, reject) => {
      call.then(
        value => isAlive && resolve(value),
        error => isAlive && reject(error),
      )
    })
  }
  function wrap<T extends object>(target: T): T {
    return new Proxy(target, {
      get(_target, name) {
        const method = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        return (...args: unknown[]) => {
          if (!isAlive) return new Promise(() => undefined)
          const left = losses.get(name) ?? 0
          const result = method.apply(target, args)
          if (left === 0 || !(result instanceof Promise)) {
            return result instanceof Promise ? outlive(result) : result
          }
          losses.set(name, left - 1)
          return result.then(() => Promise.reject(new Error('the reply was lost')))
        }
      },
    })
  }
  return {
    isAlive: () => isAlive,
    while: outlive,
    wrap,
    kill() {
      isAlive = false
    },
    loseReplies(name: PropertyKey, count = 1) {
      losses.set(name, count)
    },
  }
}

/** Enters the turn and answers it as soon as it may run. Resolves to its end. */
export async function runTurn(
  process: FakeProcess,
  turn: MaskedTurn,
  work = async () => {},
): Promise<EnterResult> {
  let own = turn
  const onPlaced = ({ turnId }: { turnId: string }) => {
    own = { ...turn, turnId }
  }
  for (let tries = 0; ; tries++) {
    const entry = await process.tickets.enter(own, { first: tries === 0, onPlaced }, never)
    if (entry.kind !== 'run') return entry
    await work()
    const told = entry.past.fragments.length
    const done = await process.tickets.commit(writeOf(own, entry.past.last, `after ${told}`), never)
    if (done.kind !== 'refused') return done
  }
}
