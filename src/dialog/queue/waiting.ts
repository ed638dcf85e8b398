// The tickets of this process: the turns that it holds, and the acts at their end, at a cancellation and when a turn
// comes back. A dialog stays whole without this state; it only moves on by it.

import type { ProcessId, TurnId } from '../../ids.js'
import { KeyedInFlight } from '../../in-flight.js'
import { Problem } from '../../problem.js'
import { Stop, type StopSignal } from '../../stop.js'
import type { Committed, MaskedTurn, Orphan, TurnRef } from '../store/dialogs.js'
import type { Wakeup } from '../wakeup.js'
import { createEnter } from './enter.js'
import { createGiveBack, type GiveBack } from './give-back.js'
import { createNotify, type Notify } from './notify.js'
import { BEGIN_AGAIN_MS, type TicketDeps, type Tickets } from './tickets.js'

export function createTickets(deps: TicketDeps): Tickets {
  const { bus } = deps
  const { processId } = deps.members
  const held = new Set<TurnId>()
  const wakeups = new KeyedInFlight<Wakeup>()
  const notify = createNotify({ bus, processId, wakeups, pause: deps.pause })

  /** Holds the orphan from now on, so that no second run of it can begin. */
  function take(orphan: Orphan): void {
    if (held.has(orphan.turnId)) return
    held.add(orphan.turnId)
    deps.runOrphan(orphan)
  }

  const giveBack = createGiveBack(deps, { isHeld: id => held.has(id), onNext: notify.next, onOrphan: take })
  const adopt = createAdopt(deps, take)
  return {
    enter: createEnter(deps, { held, wakeups, giveBack, adopt, announce: notify.announce }),
    adopt,
    trustedPast: deps.dialogs.trustedPast,
    ...ends(deps, { held, giveBack, notify }),
    ...revocations(deps, notify),
    announce: notify.announce,
    holds: turnId => held.has(turnId),
    onMessage(message) {
      if (message.kind === 'wake') wakeups.get(message.turnId)?.wake()
      if (message.kind === 'ask' && !held.has(message.turnId)) giveBack.giveUp(message)
      if (message.kind === 'forgotten') deps.dialogs.drop(message.dialogId)
    },
    settled: giveBack.settled,
  }
}

function createAdopt({ dialogs, members, steady }: TicketDeps, take: (orphan: Orphan) => void) {
  return async function adopt(turn: TurnRef, from: ProcessId): Promise<boolean> {
    const adopted = await dialogs.adopt(turn, from, members.processId)
    if (adopted.kind === 'yours') take(adopted.turn)
    const isHeldByDead = adopted.kind === 'held' && members.isDead(adopted.of, steady.now() - BEGIN_AGAIN_MS)
    return isHeldByDead ? adopt(turn, adopted.of) : adopted.kind === 'over'
  }
}

interface EndDeps {
  readonly held: Set<TurnId>
  readonly giveBack: GiveBack
  readonly notify: Notify
}

type Ends = Pick<Tickets, 'hold' | 'queue' | 'acknowledge' | 'commit' | 'commitReady' | 'giveUp' | 'takeBack'>

const unstopped: StopSignal = new Stop()

/** The operations of this process on the turns that it holds. */
function ends({ dialogs, onError }: TicketDeps, { held, giveBack, notify }: EndDeps): Ends {
  async function ended(turn: MaskedTurn, commit: Promise<Committed>): Promise<Committed> {
    const outcome = await commit
    if (outcome.kind !== 'refused') held.delete(turn.turnId)
    if (outcome.kind === 'done') notify.written(turn.dialogId, outcome)
    return outcome
  }

  return {
    hold({ dialogId, turnId }) {
      if (dialogs.isAway(dialogId)) throw new Problem('store-away')
      held.add(turnId)
    },
    async queue(turn) {
      await dialogs.begin(turn, {}, unstopped).catch(onError)
    },
    acknowledge: (turn, acknowledged, signal) => dialogs.begin(turn, { acknowledged }, signal),
    commit: (write, signal) => ended(write, dialogs.commit(write, signal)),
    commitReady: (write, options, signal) => ended(write, dialogs.commitReady(write, options, signal)),
    giveUp(turn) {
      held.delete(turn.turnId)
      giveBack.giveUp(turn)
    },
    takeBack(turn) {
      held.delete(turn.turnId)
      giveBack.takeBack(turn)
    },
  }
}

/** Cancelling and deleting, whichever process runs the turn. */
function revocations({ dialogs, bus }: TicketDeps, notify: Notify): Pick<Tickets, 'cancel' | 'erase'> {
  return {
    async cancel(turn, owner) {
      const outcome = await dialogs.cancel(turn, owner)
      if (outcome.result !== 'cancelled') return outcome
      notify.written(turn.dialogId, outcome)
      if (outcome.of) notify.cancelled(turn, outcome.of)
      return outcome
    },
    async erase(dialogId, owner, event) {
      const promised = await dialogs.erase(dialogId, owner, event)
      if (promised) bus.broadcast({ kind: 'forgotten', dialogId })
      return promised
    },
  }
}
