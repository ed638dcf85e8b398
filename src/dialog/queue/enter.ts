// Enters a dialog's queue: repeats begin until the turn may run, skips turns of dead processes, and asks the process of
// a silent head.

import type { DialogId, ProcessId, TurnId } from '../../ids.js'
import type { KeyedInFlight } from '../../in-flight.js'
import type { StopSignal } from '../../stop.js'
import type { BeginOptions, BeginResult, MaskedTurn, TicketRef, TurnRef } from '../store/dialogs.js'
import { createWakeup, type Wakeup } from '../wakeup.js'
import type { GiveBack } from './give-back.js'
import type { Notify } from './notify.js'
import {
  BEGIN_AGAIN_MS,
  type EnterOptions,
  type EnterResult,
  SEAT_BEGIN_AGAIN_MS,
  type TicketDeps,
  type WaitResult,
} from './tickets.js'

/** State that the tickets of a process share. */
export interface EnterDeps {
  /** The turns that this process holds. */
  readonly held: Set<TurnId>
  /** Wakeups of the turns that wait here. */
  readonly wakeups: KeyedInFlight<Wakeup>
  readonly giveBack: Pick<GiveBack, 'giveUp'>
  adopt(turn: TurnRef, from: ProcessId): Promise<boolean>
  announce: Notify['announce']
}

export type Enter = (turn: MaskedTurn, options: EnterOptions, signal: StopSignal) => Promise<EnterResult>

/** The head of a queue, and the steady time at which it was first seen there. */
interface Seen extends TicketRef {
  readonly seenAt: number
}

/** Causes that cut a wait short. */
interface Listening {
  readonly wakeup: Wakeup
  readonly signal: StopSignal
  readonly keep: EnterOptions['keep']
}

export function createEnter(deps: TicketDeps, own: EnterDeps): Enter {
  const { dialogs, steady, watching } = deps
  const stepOver = createStepOver(deps, own)

  /** The head of the queue in which the turn waits. An acknowledged head of a dead process is adopted and runs here
   *  first. */
  async function seeHead(
    turn: TurnRef,
    place: Exclude<WaitResult, SeatPlace>,
    before: Seen | undefined,
  ): Promise<Seen | undefined> {
    if (place.kind === 'orphan') {
      const head = { dialogId: turn.dialogId, turnId: place.head.turnId }
      await own.adopt(head, place.head.origin).catch(deps.onError)
      return undefined
    }
    if (before?.turnId === place.behind && before.origin === place.of) return before
    return { turnId: place.behind, origin: place.of, seenAt: steady.now() }
  }

  /** Calls begin; a short outage of the store does not lose a place that the turn has. */
  async function beginAgain(turn: MaskedTurn, options: BeginOptions, signal: StopSignal) {
    try {
      return await dialogs.begin(turn, options, signal)
    } catch (error) {
      deps.onError(error)
      await deps.pause(BEGIN_AGAIN_MS, signal)
      return undefined
    }
  }

  /** Repeats begin until the turn need not wait any more. */
  async function wait(turn: MaskedTurn, first: WaitResult, listening: Listening): Promise<EnterResult> {
    const { wakeup, signal } = listening
    const keep = createKeep(turn, listening)
    let place: BeginResult = first
    let head: Seen | undefined
    while (isWaiting(place)) {
      let skip: TicketRef | undefined
      if (place.kind === 'seat') await keep(place)
      else {
        head = await seeHead(turn, place, head)
        skip = head && stepOver(turn.dialogId, head)
      }
      if (!skip) await wakeup.wait(place.kind === 'seat' ? SEAT_BEGIN_AGAIN_MS : BEGIN_AGAIN_MS, signal)
      signal.throwIfAborted()
      place = (await beginAgain(turn, skip ? { skip } : {}, signal)) ?? place
    }
    return place
  }

  /** Makes the turn durable once, for the person for whom it waits, and notifies the dialog's watchers. */
  function createKeep({ dialogId }: MaskedTurn, { keep }: Listening): (place: SeatPlace) => Promise<void> {
    let isKept = false
    return async ({ watchers, mode }) => {
      if (isKept || keep === undefined) return
      isKept = await keep(mode).catch(error => {
        deps.onError(error)
        return false
      })
      if (isKept) own.announce(dialogId, { tickets: [], watchers })
    }
  }

  /** Holds the turn as long as it has a place, with a wakeup for the time when it may be at the head. */
  async function holding(
    turn: MaskedTurn,
    readPlace: (wakeup: Wakeup) => Promise<BeginResult>,
  ): Promise<BeginResult> {
    const wakeup = createWakeup(deps.pause)
    own.held.add(turn.turnId)
    own.wakeups.set(turn.turnId, wakeup)
    try {
      const place = await readPlace(wakeup)
      if (!isPlaced(place) || place.kind === 'joined') own.held.delete(turn.turnId)
      return place
    } finally {
      own.wakeups.delete(turn.turnId)
    }
  }

  /** Goes on as the turn that this one repeats: ends with that turn's commit, and runs it if it was lost. */
  async function join(
    turn: MaskedTurn,
    place: WaitResult,
    { signal, keep }: Omit<Listening, 'wakeup'>,
  ): Promise<EnterResult> {
    const entry = await holding(turn, async wakeup => {
      try {
        await watching.watch(turn.dialogId, wakeup)
        // The turn may have ended before the watch began, so the first look comes at once.
        wakeup.wake()
        return await wait(turn, place, { wakeup, signal, keep })
      } finally {
        watching.unwatch(turn.dialogId, wakeup)
      }
    })
    return entry as EnterResult
  }

  return async (turn, options, signal) => {
    const place = await holding(turn, async wakeup => {
      const first = await dialogs.begin(turn, options, signal)
      const turnId = first.kind === 'joined' ? first.turnId : turn.turnId
      if (isPlaced(first)) options.onPlaced?.({ turnId, waits: isWaiting(first) })
      const listening = { wakeup, signal, keep: options.keep }
      return isWaiting(first) && first.kind !== 'joined' ? wait(turn, first, listening) : first
    })
    if (place.kind === 'joined')
      return join({ ...turn, turnId: place.turnId }, place, { signal, keep: options.keep })
    return place as EnterResult
  }
}

function createStepOver({ members, steady, bus }: TicketDeps, { held, giveBack }: EnterDeps) {
  /** Returns a dead head, which is to be skipped; otherwise makes sure that the head's process still holds it. */
  return (dialogId: DialogId, head: Seen): TicketRef | undefined => {
    if (members.isDead(head.origin, head.seenAt)) return head
    const ref = { dialogId, turnId: head.turnId }
    if (head.origin === members.processId) {
      if (!held.has(head.turnId)) giveBack.giveUp(ref)
    } else if (steady.now() - head.seenAt >= BEGIN_AGAIN_MS) {
      bus.send(head.origin, { kind: 'ask', ...ref })
    }
    return undefined
  }
}

type SeatPlace = Extract<WaitResult, { kind: 'seat' }>

const waiting: ReadonlySet<BeginResult['kind']> = new Set(['wait', 'joined', 'orphan', 'seat'])

function isWaiting(place: BeginResult): place is WaitResult {
  return waiting.has(place.kind)
}

/** True when the turn has a place in its dialog's queue. */
function isPlaced(place: BeginResult): boolean {
  return isWaiting(place) || place.kind === 'run'
}
