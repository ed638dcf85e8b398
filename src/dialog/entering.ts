// Entering a dialog's queue: repeats begin until the turn may run, steps over the dead, asks the silent.
import { type Bell, createBell } from './bell.js'
import type {
  BeginOptions,
  Claimant,
  DialogId,
  Origin,
  Place,
  TicketRef,
  TurnId,
  TurnRef,
} from './dialogs.js'
import type { Returns } from './returns.js'
import { type EnterOptions, type Entry, LOOK_MS, type TicketPorts, type Waiting } from './tickets.js'

/** What the tickets of a process share. */
export interface EnterParts {
  /** The turns that this process answers for. */
  readonly held: Set<TurnId>
  /** Of the turns that wait here. */
  readonly bells: Map<TurnId, Bell>
  readonly returns: Pick<Returns, 'giveUp'>
  adopt(turn: TurnRef, from: Origin): Promise<boolean>
}

export type Enter = (turn: Claimant, options: EnterOptions, signal: AbortSignal) => Promise<Entry>

/** The head of a queue, and since when (steady time) it was seen there. */
interface Seen extends TicketRef {
  readonly seenAt: number
}

export function createEnter(ports: TicketPorts, own: EnterParts): Enter {
  const { dialogs, steady } = ports
  const stepOver = createStepOver(ports, own)

  /** The head that the turn waits behind. An acknowledged dead one is adopted, to be run here before this turn. */
  async function seeHead(turn: TurnRef, place: Waiting, before: Seen | undefined): Promise<Seen | undefined> {
    if (place.at === 'orphan') {
      const head = { dialogId: turn.dialogId, turnId: place.head.turnId }
      await own.adopt(head, place.head.origin).catch(ports.onError)
      return undefined
    }
    if (before?.turnId === place.behind && before.origin === place.of) return before
    return { turnId: place.behind, origin: place.of, seenAt: steady.now() }
  }

  /** Begin that outlives a store that is away for a moment: a place once taken is not lost by it. */
  async function beginAgain(turn: Claimant, options: BeginOptions, signal: AbortSignal) {
    try {
      return await dialogs.begin(turn, options, signal)
    } catch (error) {
      ports.onError(error)
      await ports.pause(LOOK_MS, signal)
      return undefined
    }
  }

  return async (turn, options, signal) => {
    const { turnId } = turn
    const bell = createBell(ports.pause)
    own.held.add(turnId)
    own.bells.set(turnId, bell)
    try {
      let place = await dialogs.begin(turn, options, signal)
      if (isPlaced(place)) options.onPlaced?.(isWaiting(place))
      let head: Seen | undefined
      while (isWaiting(place)) {
        head = await seeHead(turn, place, head)
        const skip = head && stepOver(turn.dialogId, head)
        if (!skip) await bell.wait(LOOK_MS, signal)
        signal.throwIfAborted()
        place = (await beginAgain(turn, skip ? { skip } : {}, signal)) ?? place
      }
      if (!isPlaced(place)) own.held.delete(turnId)
      return place
    } finally {
      own.bells.delete(turnId)
    }
  }
}

function createStepOver({ procs, steady, wire }: TicketPorts, { held, returns }: EnterParts) {
  /** The head, if it is dead and to be skipped; otherwise sees to it that it is not lost. */
  return (dialogId: DialogId, head: Seen): TicketRef | undefined => {
    if (procs.isDead(head.origin, head.seenAt)) return head
    const ref = { dialogId, turnId: head.turnId }
    if (head.origin === procs.self) {
      if (!held.has(head.turnId)) returns.giveUp(ref)
    } else if (steady.now() - head.seenAt >= LOOK_MS) {
      wire.tell(head.origin, { what: 'ask', ...ref })
    }
    return undefined
  }
}

function isWaiting(place: Place): place is Waiting {
  return place.at === 'wait' || place.at === 'joined' || place.at === 'orphan'
}

/** The turn has a place in its dialog's queue. */
function isPlaced(place: Place): boolean {
  return isWaiting(place) || place.at === 'run' || place.at === 'seat'
}
