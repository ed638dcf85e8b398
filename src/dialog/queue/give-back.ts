// Gives tickets back: repeats the call for each until the store confirms it, or until the same turn comes again, so
// that a turn that nobody runs does not hold up its dialog.

import type { DialogId, TurnId } from '../../ids.js'
import type { StopSignal } from '../../stop.js'
import type { Abandoned, Orphan, TicketRef, TurnRef } from '../store/dialogs.js'
import type { TicketDeps } from './tickets.js'

const AGAIN_MS = 250

export interface GiveBack {
  giveUp(turn: TurnRef): void
  takeBack(turn: TurnRef): void
  settled(signal: StopSignal): Promise<void>
}

export interface GiveBackDeps {
  readonly isHeld: (turnId: TurnId) => boolean
  readonly onOrphan: (orphan: Orphan) => void
  readonly onNext: (dialogId: DialogId, next: TicketRef | undefined) => void
}

export function createGiveBack(deps: Omit<TicketDeps, 'steady' | 'bus'>, own: GiveBackDeps): GiveBack {
  const { dialogs, pause } = deps
  const { processId } = deps.members
  const underWay = new Map<TurnId, Promise<void>>()

  async function untilConfirmed(turn: TurnRef, ask: () => Promise<Abandoned>): Promise<void> {
    while (!own.isHeld(turn.turnId)) {
      try {
        const { orphan, next } = await ask()
        own.onNext(turn.dialogId, next)
        if (orphan) own.onOrphan(orphan)
        return
      } catch (error) {
        deps.onError(error)
        await pause(AGAIN_MS)
      }
    }
  }

  function start(turn: TurnRef, ask: () => Promise<Abandoned>): void {
    if (underWay.has(turn.turnId)) return
    const done = untilConfirmed(turn, ask).finally(() => underWay.delete(turn.turnId))
    underWay.set(turn.turnId, done)
  }

  return {
    giveUp: turn => start(turn, () => dialogs.abandon(turn, processId)),
    takeBack: turn => start(turn, () => dialogs.takeBack(turn, processId)),
    async settled(signal) {
      while (underWay.size > 0 && !signal.aborted)
        await Promise.race([...underWay.values(), pause(AGAIN_MS, signal)])
    },
  }
}
