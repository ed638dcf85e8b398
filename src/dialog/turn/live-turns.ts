// The turns that run or wait in this process: runs each to its end or stops it, and reports the end to its sink.
import { type Clock, msLeft } from '../../clock.js'
import type { DialogId, TurnId } from '../../ids.js'
import { InFlight, type Place } from '../../in-flight.js'
import { Problem } from '../../problem.js'
import type { TurnReply } from '../chat.js'
import type { PendingTurns } from '../pending/pending-turns.js'
import type { Tickets } from '../queue/tickets.js'
import type { Started } from './new-turn.js'
import type { RunTurn } from './run-turn.js'
import type { ShowOwn } from './show-own.js'
import { stopped, type Turn } from './turn.js'

/** Called when a turn was promised and when it ended, for the log and the metrics. */
export interface TurnEnds {
  /** A 202 may be sent: the turn outlives this process. */
  promised(turn: Turn): void
  answered(turn: Turn, reply: TurnReply): void
  failed(turn: Turn, problem: Problem): void
}

export interface LiveTurnDeps {
  readonly run: RunTurn
  /** Ends a promised turn that no try could answer. */
  readonly lastWord: RunTurn
  readonly clock: Clock
  readonly tickets: Pick<Tickets, 'takeBack' | 'giveUp'>
  readonly pendingTurns: Pick<PendingTurns, 'settle'>
  readonly ends: TurnEnds
  readonly showOwn: ShowOwn
  /** Called with the milliseconds that the process worked on a turn that has ended. */
  worked(ownMs: number): void
  /** Called with a bug; the turn's client gets the problem 'internal'. */
  onBug(error: unknown, turn: Turn): void
}

export interface LiveTurns {
  run(started: Started): void
  has(turnId: TurnId): boolean
  stop(turnId: TurnId, why: Problem): void
  stopDialog(dialogId: DialogId, why: Problem): void
  stopOwner(owner: string, why: Problem): void
  /** Also each that comes later. */
  stopAll(why: Problem): void
  size(): number
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>
}

/** A promised turn that failed is tried again after this pause, since the cause may need a moment to pass. */
const AGAIN_MS = 1_000

export function createLiveTurns(deps: LiveTurnDeps): LiveTurns {
  const live = new InFlight<Started>()
  let wasLast = () => {}
  /** A turn that a process takes over while it stops would keep it for ever when it waits for a person. */
  let allStopped: Problem | undefined

  async function toItsEnd({ turn, stop, isSpent }: Started, place: Place<Started>): Promise<void> {
    const late = () => {
      if (!turn.isPromised) stop.abort(new Problem('deadline-passed', { retryAfterS: 1 }))
    }
    const timer = setTimeout(late, msLeft(turn.order.deadlineAt, deps.clock.now()))
    turn.meter.begin()
    try {
      const reply = await (isSpent ? deps.lastWord(turn) : deps.run(turn))
      if (turn.isPromised) deps.pendingTurns.settle(turn.turnId)
      deps.ends.answered(turn, reply)
      const own = deps.showOwn(reply.turn, turn.order.customer.owner)
      turn.sink.end(own === reply.turn ? reply : { ...reply, turn: own })
    } catch (error) {
      const problem = problemOf(error, turn)
      letGo(turn, problem)
      deps.ends.failed(turn, problem)
      turn.sink.fail(problem)
    } finally {
      clearTimeout(timer)
      turn.meter.pause()
      deps.worked(turn.meter.ownMs)
      turn.slot.release()
      live.leave(place)
      if (live.size === 0) wasLast()
    }
  }

  /** Gives up or takes back the ticket of a turn that ends without an answer. */
  function letGo(turn: Turn, problem: Problem): void {
    const { maskedTurn, turnId, isPromised } = turn
    const isOver = problem.kind === 'gone'
    if (isOver && isPromised) deps.pendingTurns.settle(turnId)
    if (isOver || !isPromised) {
      if (maskedTurn) deps.tickets.takeBack(maskedTurn)
      return
    }
    // A turn from another process may have failed before it asked for its place.
    const promised = maskedTurn ?? { dialogId: turn.address.dialogId, turnId }
    // The promise outlives this try. At a shutdown it outlives this process, and another process keeps it.
    if (problem.kind !== 'draining') setTimeout(() => deps.tickets.giveUp(promised), AGAIN_MS).unref()
  }

  function problemOf(error: unknown, turn: Turn): Problem {
    if (turn.signal.aborted) return stopped(turn.signal)
    if (!(error instanceof Problem)) deps.onBug(error, turn)
    return Problem.from(error)
  }

  return {
    run(started) {
      // Never rejects: every turn ends through its sink.
      void toItsEnd(started, live.enter(started))
      if (allStopped) started.stop.abort(allStopped)
    },
    has: turnId => live.all().some(({ turn }) => turn.turnId === turnId),
    // The id is compared as it is now: a retry takes the id of the turn that it joins.
    stop(turnId, why) {
      for (const { turn, stop } of live.all()) if (turn.turnId === turnId) stop.abort(why)
    },
    stopDialog(dialogId, why) {
      for (const { turn, stop } of live.all()) if (turn.address.dialogId === dialogId) stop.abort(why)
    },
    stopOwner(owner, why) {
      for (const { turn, stop } of live.all()) if (turn.order.customer.owner === owner) stop.abort(why)
    },
    stopAll(why) {
      allStopped = why
      for (const { stop } of live.all()) stop.abort(why)
    },
    size: () => live.size,
    idle: () =>
      new Promise(resolve => {
        if (live.size === 0) return resolve()
        wasLast = resolve
      }),
  }
}
