// The dialogs as the front sees them: posts turns, promises, reads and stops them, and drains.
// run-turn.ts runs a turn; dialogs.ts stores it.
import { type Clock, within } from '../clock.js'
import { isOfPeople, type Message } from '../cluster/bus.js'
import { Problem } from '../problem.js'
import type { Chat, Posted, Promotion, Sink, TurnClient, TurnLook } from './chat.js'
import { createErasure, type ErasedCustomer, type ErasureDeps } from './erasure.js'
import { createSharedPolls } from './follow/shared-polls.js'
import { POLL_READ_MS, type Watching } from './follow/watching.js'
import type { PendingTurns } from './pending/pending-turns.js'
import type { Tickets } from './queue/tickets.js'
import type { TurnView } from './store/dialog-views.js'
import type { Dialogs, Orphan } from './store/dialogs.js'
import { createAudience } from './turn/audience.js'
import { createLiveTurns, type TurnEnds } from './turn/live-turns.js'
import type { NewTurns, Started } from './turn/new-turn.js'
import type { PromiseTurn } from './turn/promise.js'
import { createRepeats, type Running } from './turn/repeats.js'
import type { RunTurn } from './turn/run-turn.js'
import type { ShowOwn } from './turn/show-own.js'
import type { Turn } from './turn/turn.js'

export interface ChatDeps {
  readonly clock: Clock
  readonly newTurns: NewTurns
  readonly run: RunTurn
  readonly lastWord: RunTurn
  readonly dialogs: Dialogs
  readonly tickets: Tickets
  readonly pendingTurns: PendingTurns
  readonly promise: PromiseTurn
  readonly watching: Watching
  readonly ends: TurnEnds
  readonly showOwn: ShowOwn
  /** Called with the milliseconds that the process worked on a turn that has ended. */
  worked(ownMs: number): void
  /** Called with a bug; the turn's client gets the problem 'internal'. */
  onBug(error: unknown, turn: Turn): void
  readonly erasing: Pick<ErasureDeps, 'pending' | 'bus' | 'traces' | 'pause' | 'keepEvent' | 'erasedEventId'>
  /** A turn that another process promised has this long to be answered. */
  readonly deadlineMs: number
}

export interface ChatService extends Chat {
  /** Number of turns that run or wait in this process. */
  running(): number
  /** Runs a promised turn that this process has taken over. */
  runOrphan(orphan: Orphan): void
  /** Erases every dialog of a customer; resolves to the number of dialogs. Throws Problem 'store-away'. */
  eraseCustomer(customer: ErasedCustomer): Promise<number>
  /** Called with each message of the bus. */
  onMessage(message: Message): void
  /** Waits up to `ms` for the running turns, then stops the rest; resolves when no turn runs any more. */
  drain(ms: number): Promise<void>
}

const gone = () => new Problem('gone')

export function createChatService(deps: ChatDeps): ChatService {
  const { newTurns } = deps
  const repeats = createRepeats()
  const poll = createSharedPolls(deps.dialogs)
  const live = createLiveTurns(deps)
  const erasure = createErasure({
    ...deps,
    ...deps.erasing,
    stopDialog: dialogId => live.stopDialog(dialogId, gone()),
    stopOwner: owner => live.stopOwner(owner, gone()),
  })

  /** While the store is away no turn can be promised: a turn that has spent its budget then ends without the store.
   *  After a short outage the turn goes on. */
  async function promoteOrEnd(turn: Turn): Promise<Promotion> {
    try {
      return await deps.promise(turn)
    } catch (error) {
      const isAway = error instanceof Problem && error.kind === 'store-away'
      if (!isAway && !turn.signal.aborted) throw error
      const stays = isAway && deps.dialogs.isAway(turn.address.dialogId)
      if (stays && !turn.isPromised) live.stop(turn.turnId, error)
      return { kind: 'not-now' }
    }
  }

  async function ownTurn(look: TurnLook): Promise<TurnView> {
    const view = await readTurn(look)
    return view.kind === 'done' ? { ...view, turn: deps.showOwn(view.turn, look.customer.owner) } : view
  }

  async function readTurn({ customer, turn, waitMs, signal }: TurnLook): Promise<TurnView> {
    let view = await deps.dialogs.readTurn(turn, customer.owner, signal)
    if (view.kind !== 'pending' || waitMs === 0) return view
    const read = async () => {
      view = await poll(turn, customer.owner)
      return view.kind === 'pending' ? undefined : view
    }
    const isOurs = live.has(turn.turnId)
    const watch = { dialogId: turn.dialogId, isOurs, everyMs: POLL_READ_MS, read }
    return (await within(waitMs, signal, inTime => deps.watching.until(watch, inTime))) ?? view
  }

  /** Runs the turn; a client that repeats it under its key meanwhile gets its events, too. */
  function run(start: (sink: Sink) => Started, first?: TurnClient): Running {
    const audience = createAudience(first, deps.clock, () => {
      repeats.remove(started.turn)
      deps.watching.wake(started.turn.address.dialogId)
    })
    const started = start(audience.sink)
    const running = { turn: started.turn, audience }
    repeats.add(running)
    live.run(started)
    return running
  }

  return {
    post(client): Posted {
      const named = newTurns.name(client.order)
      const repeated = repeats.find(named)
      const { turn, audience } =
        repeated ?? run(sink => newTurns.fromOrder(named, { sink, streams: client.streams }), client)
      if (repeated) audience.join(client)
      return {
        turnId: turn.turnId,
        steps: turn.meter.steps,
        detach: () => audience.detach(client),
        promote: () => promoteOrEnd(turn),
      }
    },
    read: (customer, dialogId, signal) => deps.dialogs.read(dialogId, customer.owner, signal),
    readAfter: ({ owner }, from, signal) => deps.dialogs.readAfter({ ...from, owner }, signal),
    readTurn: ownTurn,
    shownTo: ({ owner }, turn) => deps.showOwn(turn, owner),
    async cancel(customer, turn) {
      const { result } = await deps.tickets.cancel(turn, customer.owner)
      if (result === 'cancelled') live.stop(turn.turnId, gone())
      return result
    },
    erase: (customer, dialogId) => erasure.dialog(dialogId, customer),
    eraseCustomer: erasure.customer,
    running: live.size,
    runOrphan(orphan) {
      if (!live.has(orphan.turnId)) run(sink => newTurns.fromOrphan(orphan, sink, deps.deadlineMs))
    },
    onMessage(message) {
      if (isOfPeople(message)) return
      deps.tickets.onMessage(message)
      const { traces } = deps.erasing
      if (message.kind === 'erased') {
        traces.dropOwner(message.owner)
        return live.stopOwner(message.owner, gone())
      }
      if (message.kind === 'cancelled') live.stop(message.turnId, gone())
      if (message.kind === 'forgotten') {
        traces.drop(message.dialogId)
        live.stopDialog(message.dialogId, gone())
      }
      deps.watching.wake(message.dialogId)
    },
    async drain(ms) {
      const late = setTimeout(() => live.stopAll(new Problem('draining', { retryAfterS: 1 })), ms)
      await live.idle()
      clearTimeout(late)
    },
  }
}
