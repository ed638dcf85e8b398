// Waiting for one's place: repeats begin until the turn may run, steps over the dead, asks the silent, and gives
// tickets back. Nothing here must be true for a dialog to stay whole, only for it to move on.
import { Problem } from '../problem.js'
import { type Bell, createBell } from './bell.js'
import type {
  BeginOptions,
  Claimant,
  Committed,
  DialogId,
  Origin,
  Orphan,
  Place,
  Stored,
  TicketRef,
  TurnId,
  TurnRef,
} from './dialogs.js'
import { createReturns } from './returns.js'
import {
  type EnterOptions,
  type Entry,
  LOOK_MS,
  type TicketPorts,
  type Tickets,
  type Waiting,
} from './tickets.js'

/** The head of a queue, and since when (steady time) it was seen there. */
interface Seen extends TicketRef {
  readonly seenAt: number
}

export function createTickets(ports: TicketPorts): Tickets {
  const { dialogs, procs, wire, steady } = ports
  const { self } = procs
  const held = new Set<TurnId>()
  const bells = new Map<TurnId, Bell>()
  const returns = createReturns(ports, { isHeld: id => held.has(id), onNext: tellNext, take })

  function tellNext(dialogId: DialogId, next: TicketRef | undefined): void {
    if (!next) return
    const bell = bells.get(next.turnId)
    if (bell) bell.ring()
    else if (next.origin !== self) wire.tell(next.origin, { what: 'wake', dialogId, turnId: next.turnId })
  }

  function tellWritten(dialogId: DialogId, outcome: Pick<Stored, 'next' | 'watchers'>): void {
    tellNext(dialogId, outcome.next)
    for (const watcher of outcome.watchers) wire.tell(watcher, { what: 'wrote', dialogId })
  }

  /** The head, if it is dead and to be skipped; otherwise sees to it that it is not lost. */
  function stepOver(dialogId: DialogId, head: Seen): TicketRef | undefined {
    if (procs.isDead(head.origin, head.seenAt)) return head
    const ref = { dialogId, turnId: head.turnId }
    if (head.origin === self) {
      if (!held.has(head.turnId)) returns.giveUp(ref)
    } else if (steady.now() - head.seenAt >= LOOK_MS) {
      wire.tell(head.origin, { what: 'ask', ...ref })
    }
    return undefined
  }

  /** The orphan is held from now on, so that nobody who asks gets it a second time. */
  function take(orphan: Orphan): void {
    if (held.has(orphan.turnId)) return
    held.add(orphan.turnId)
    ports.runOrphan(orphan)
  }

  async function adopt(turn: TurnRef, from: Origin): Promise<boolean> {
    const adopted = await dialogs.adopt(turn, from, self)
    if (adopted.at === 'yours') take(adopted.turn)
    if (adopted.at === 'held' && procs.isDead(adopted.of, steady.now() - LOOK_MS))
      return adopt(turn, adopted.of)
    return adopted.at === 'over'
  }

  async function enter(turn: Claimant, options: EnterOptions, signal: AbortSignal): Promise<Entry> {
    const { turnId } = turn
    const bell = createBell(ports.pause)
    held.add(turnId)
    bells.set(turnId, bell)
    try {
      let place = await dialogs.begin(turn, options, signal)
      if (isPlaced(place)) options.onPlaced?.(isWaiting(place))
      let head: Seen | undefined
      while (isWaiting(place)) {
        head = await seeHead(turn.dialogId, place, head)
        const skip = head && stepOver(turn.dialogId, head)
        if (!skip) await bell.wait(LOOK_MS, signal)
        signal.throwIfAborted()
        place = (await beginAgain(turn, skip ? { skip } : {}, signal)) ?? place
      }
      if (!isPlaced(place)) held.delete(turnId)
      return place
    } finally {
      bells.delete(turnId)
    }
  }

  /** The head that the turn waits behind. An acknowledged dead one is adopted, to be run here before this turn. */
  async function seeHead(
    dialogId: DialogId,
    place: Waiting,
    before: Seen | undefined,
  ): Promise<Seen | undefined> {
    if (place.at === 'orphan') {
      await adopt({ dialogId, turnId: place.head.turnId }, place.head.origin).catch(ports.onError)
      return undefined
    }
    if (before?.turnId === place.behind && before.origin === place.of) return before
    return { turnId: place.behind, origin: place.of, seenAt: steady.now() }
  }

  /** Begin that outlives a store that is away for a moment: a place once taken is not lost by it. */
  async function beginAgain(
    turn: Claimant,
    options: BeginOptions,
    signal: AbortSignal,
  ): Promise<Place | undefined> {
    try {
      return await dialogs.begin(turn, options, signal)
    } catch (error) {
      ports.onError(error)
      await ports.pause(LOOK_MS, signal)
      return undefined
    }
  }

  async function ended(turn: Claimant, commit: Promise<Committed>): Promise<Committed> {
    const outcome = await commit
    if (outcome.at !== 'refused') held.delete(turn.turnId)
    if (outcome.at === 'done') tellWritten(turn.dialogId, outcome)
    return outcome
  }

  return {
    enter,
    hold({ dialogId, turnId }) {
      if (dialogs.isAway(dialogId)) throw new Problem('store-away')
      held.add(turnId)
    },
    acknowledge: (turn, traceparent, signal) =>
      dialogs.begin(turn, { acknowledged: { traceparent } }, signal),
    commit: (write, signal) => ended(write, dialogs.commit(write, signal)),
    commitReady: (write, options, signal) => ended(write, dialogs.commitReady(write, options, signal)),
    giveUp(turn) {
      held.delete(turn.turnId)
      returns.giveUp(turn)
    },
    takeBack(turn) {
      held.delete(turn.turnId)
      returns.takeBack(turn)
    },
    adopt,
    async cancel(turn, owner) {
      const outcome = await dialogs.cancel(turn, owner)
      if (outcome.result !== 'cancelled') return outcome
      if (outcome.of) wire.tell(outcome.of, { what: 'cancelled', ...turn })
      tellWritten(turn.dialogId, outcome)
      return outcome
    },
    async forget(dialogId, owner) {
      const existed = await dialogs.forget(dialogId, owner)
      if (existed) wire.tellAll({ what: 'forgotten', dialogId })
      return existed
    },
    holds: turnId => held.has(turnId),
    hear(message) {
      if (message.what === 'wake') bells.get(message.turnId)?.ring()
      if (message.what === 'ask' && !held.has(message.turnId)) returns.giveUp(message)
      if (message.what === 'forgotten') dialogs.drop(message.dialogId)
    },
    settled: returns.settled,
  }
}

function isWaiting(place: Place): place is Waiting {
  return place.at === 'wait' || place.at === 'joined' || place.at === 'orphan'
}

/** The turn has a place in its dialog's queue. */
function isPlaced(place: Place): boolean {
  return isWaiting(place) || place.at === 'run' || place.at === 'seat'
}
