// Builds this process's place in the cluster: its beats, its messages, the tickets and the promises it keeps.
import { type Clock, pause } from '../clock.js'
import type { Bus, Message } from '../cluster/bus.js'
import { createMembers, type Members } from '../cluster/members.js'
import type { Config } from '../config/config.js'
import { createSubscriptions, type SignedSubscriptions } from '../dialog/follow/subscriptions.js'
import { createWatching, type Watching } from '../dialog/follow/watching.js'
import { createPendingTurns, type PendingTurns } from '../dialog/pending/pending-turns.js'
import type { Tickets } from '../dialog/queue/tickets.js'
import { createTickets } from '../dialog/queue/waiting.js'
import type { Orphan } from '../dialog/store/dialogs.js'
import type { ProcessId } from '../ids.js'
import type { Log } from '../ops/log.js'
import type { State } from './state.js'

export interface Cluster {
  readonly tickets: Tickets
  readonly pendingTurns: PendingTurns
  readonly watching: Watching
  readonly subscriptions: SignedSubscriptions
  readonly members: Members
  readonly bus: Bus
  /** Gives back what is held and leaves the table of the living, so that others take over at once. */
  close(): Promise<void>
}

export interface ClusterWiringDeps {
  readonly log: Log
  readonly steady: Clock
  readonly processId: ProcessId
  readonly state: State
  /** Gets the messages of the bus and the promised turns that became ours. */
  onMessage(message: Message): void
  runOrphan(orphan: Orphan): void
}

/** How long a process that goes away waits for the store to take its tickets back. */
const SETTLE_MS = 2_000

export function buildCluster(config: Config, deps: ClusterWiringDeps): Cluster {
  const { state, processId, steady, log, onMessage, runOrphan } = deps
  const onError = (err: unknown) => log.warn({ err }, 'store not asked, will be again')
  const members = createMembers({ processId, beats: state.beats, steady, pause, onError })
  const bus = state.bus(onMessage)
  const watching = createWatching({ dialogs: state.dialogs, processId, pause, onError })
  const tickets = createTickets({
    dialogs: state.dialogs,
    members,
    bus,
    watching,
    steady,
    pause,
    runOrphan,
    onError,
  })
  const pendingTurns = createPendingTurns(
    { pending: state.pending, tickets, members, steady, pause, onError },
    config.pendingMax,
  )
  state.onReturn(() => void pendingTurns.renew())
  const subscriptions = createSubscriptions({ dialogs: state.dialogs, watching, pause, onError })
  return {
    subscriptions,
    tickets,
    pendingTurns,
    watching,
    members,
    bus,
    async close() {
      await tickets.settled(AbortSignal.timeout(SETTLE_MS))
      await pendingTurns.close()
      await members.close()
      await bus.close()
    },
  }
}
