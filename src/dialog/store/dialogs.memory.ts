// Dialogs in this process's memory: the embedded default, forgotten at exit. One process is the whole cluster,
// so several users of one instance (the model check) see exactly the state that processes sharing a Redis see.
import type { Clock } from '../../clock.js'
import type { ProcessId } from '../../ids.js'
import {
  cancelTurn,
  type DialogRecord,
  findTurn,
  openRecord,
  orphanOf,
  passOn,
  removeTicket,
} from './dialog-record.js'
import { createDialogShelf, emptyState, endOf } from './dialog-shelf.js'
import type { TurnView } from './dialog-views.js'
import type { Abandoned, Adopted, CancelOutcome, Dialogs, TurnRef } from './dialogs.js'
import type { DialogLimits } from './limits.js'
import { commitReady, commitTurn, place } from './queue-rules.js'

export interface MemoryDeps {
  readonly clock: Clock
  /** A fresh random id for each write. */
  readonly newId: () => string
}

export function createMemoryDialogs(deps: MemoryDeps, limits: DialogLimits, state = emptyState()): Dialogs {
  const shelf = createDialogShelf(state, limits.ttlMs)

  /** The record of this owner, opened if the turn opens its dialog; otherwise the reason why there is none. */
  function admit(
    turn: TurnRef & { owner: string; shop: string; opens: boolean },
    now: number,
  ): DialogRecord | 'gone' | 'absent' {
    const record = shelf.find(turn.dialogId, now)
    if (record) return record.owner === turn.owner ? record : 'absent'
    const mark = shelf.markOf(turn.dialogId, now)
    if (mark) return mark.owner === turn.owner ? 'gone' : 'absent'
    if (!turn.opens) return 'absent'
    return openRecord(turn, now + limits.ttlMs)
  }

  return {
    idFor: (_owner, digits) => digits,
    isAway: () => false,
    async begin(turn, options) {
      const now = deps.clock.now()
      const record = admit(turn, now)
      if (typeof record === 'string') return { kind: record }
      const found = place(record, turn, { ...options, limits, now })
      shelf.keep(turn.dialogId, record, now)
      return found
    },
    trustedPast({ dialogId, owner }) {
      const record = shelf.findOf(dialogId, owner, deps.clock.now())
      const isFree = record && record.tickets.length === 0 && !record.isBotOff && record.mode !== 'seat'
      return isFree ? record.past : undefined
    },
    async commit(write) {
      const now = deps.clock.now()
      const record = admit({ ...write, opens: write.opens && write.builtOn === '' }, now)
      if (typeof record === 'string') return { kind: record === 'gone' ? 'gone' : 'refused' }
      const done = commitTurn(record, write, { stamp: { last: deps.newId(), at: now }, limits })
      shelf.keep(write.dialogId, record, now)
      return done
    },
    async commitReady(write, options) {
      const now = deps.clock.now()
      const record = admit(write, now)
      if (typeof record === 'string') return { kind: record === 'gone' ? 'gone' : 'refused' }
      const stamp = { last: deps.newId(), at: now }
      const done = commitReady(record, write, { ...options, stamp, limits })
      shelf.keep(write.dialogId, record, now)
      return done
    },
    async abandon(turn, origin) {
      const now = deps.clock.now()
      const record = shelf.find(turn.dialogId, now)
      return record ? abandonTicket(record, turn, { to: origin, now }) : {}
    },
    async takeBack(turn, origin) {
      const now = deps.clock.now()
      const record = shelf.find(turn.dialogId, now)
      return record ? takeBackTicket(record, turn, { to: origin, now }) : {}
    },
    async adopt(turn, from, to) {
      const now = deps.clock.now()
      const record = shelf.find(turn.dialogId, now)
      return record ? adoptIn(record, turn, { from, to, now }) : { kind: 'over' }
    },
    async cancel(turn, owner) {
      return cancelIn(shelf.findOf(turn.dialogId, owner, deps.clock.now()), turn)
    },
    async read(dialogId, owner) {
      const now = deps.clock.now()
      const record = shelf.findOf(dialogId, owner, now)
      return record && { dialogId, ...talkOf(record, now), expiresAt: endOf(record), turns: record.turns }
    },
    async readAfter({ dialogId, owner, after }) {
      const now = deps.clock.now()
      const record = shelf.findOf(dialogId, owner, now)
      if (!record) return undefined
      const turns = record.turns.filter(({ seq }) => seq > after)
      return { ...talkOf(record, now), newest: record.past.n, turns }
    },
    async readTurn(turn, owner) {
      const now = deps.clock.now()
      if (shelf.markOf(turn.dialogId, now)?.owner === owner) return { kind: 'gone' }
      return viewTurn(shelf.findOf(turn.dialogId, owner, now), turn)
    },
    async watch(dialogId, origin) {
      shelf.find(dialogId, deps.clock.now())?.watchers.add(origin)
    },
    async unwatch(dialogId, origin) {
      shelf.find(dialogId, deps.clock.now())?.watchers.delete(origin)
    },
    async erase(dialogId, owner, event = '') {
      return shelf.erase(dialogId, owner, { now: deps.clock.now(), event })
    },
    isErased: async dialogId => shelf.markOf(dialogId, deps.clock.now()) !== undefined,
    async *ownedBy(owner) {
      for (const dialogId of [...state.records.keys()]) {
        if (shelf.findOf(dialogId, owner, deps.clock.now())) yield dialogId
      }
    },
    drop: () => undefined,
    close: async () => shelf.clear(),
  }
}

function talkOf({ mode, isBotOff, hold, invitation, livesUntil }: DialogRecord, now: number) {
  const seat = hold && { seat: { name: hold.name, serviceId: hold.serviceId } }
  const hadPerson = livesUntil > 0
  return {
    mode,
    isBotOff,
    hadPerson,
    ...seat,
    ...(invitation && invitation.expiresAt > now && { invitation }),
  }
}

function originOf(record: DialogRecord, turn: TurnRef): ProcessId | undefined {
  return record.tickets.find(ticket => ticket.turnId === turn.turnId)?.origin
}

/** The process that gets an acknowledged turn back, and the time. */
interface Back {
  readonly to: ProcessId
  readonly now: number
}

function abandonTicket(record: DialogRecord, turn: TurnRef, back: Back): Abandoned {
  const ticket = record.tickets.find(one => one.turnId === turn.turnId)
  if (ticket?.origin !== back.to) return {}
  const orphan = passOn(record, turn.turnId, back)
  return orphan ? { orphan } : removeTicket(record, turn.turnId)
}

function takeBackTicket(record: DialogRecord, turn: TurnRef, back: Back): Abandoned {
  const ticket = record.tickets.find(one => one.turnId === turn.turnId)
  if (ticket?.origin !== back.to) return {}
  const orphan = ticket.promise?.key ? passOn(record, turn.turnId, back) : undefined
  return orphan ? { orphan } : removeTicket(record, turn.turnId)
}

function adoptIn(record: DialogRecord, turn: TurnRef, move: Back & { readonly from: ProcessId }): Adopted {
  const ticket = record.tickets.find(one => one.turnId === turn.turnId)
  if (!ticket?.promise) return { kind: 'over' }
  if (ticket.origin !== move.from && ticket.origin !== move.to) return { kind: 'held', of: ticket.origin }
  // A repeated call is the same adoption.
  if (ticket.origin === move.to) return { kind: 'yours', turn: orphanOf(ticket.promise, move.now) }
  const orphan = passOn(record, turn.turnId, move)
  return orphan ? { kind: 'yours', turn: orphan } : { kind: 'over' }
}

function cancelIn(record: DialogRecord | undefined, turn: TurnRef): CancelOutcome {
  if (!record) return { result: 'absent', watchers: [] }
  if (record.cancelled.has(turn.turnId)) return { result: 'cancelled', watchers: [] }
  if (findTurn(record, turn.turnId)) return { result: 'already-answered', watchers: [] }
  const of = originOf(record, turn)
  if (of === undefined) return { result: 'absent', watchers: [] }
  return { result: 'cancelled', of, ...cancelTurn(record, turn.turnId), watchers: [...record.watchers] }
}

function viewTurn(record: DialogRecord | undefined, turn: TurnRef): TurnView {
  if (!record) return { kind: 'absent' }
  const stored = findTurn(record, turn.turnId)
  if (stored) return { kind: 'done', turn: stored }
  if (record.cancelled.has(turn.turnId)) return { kind: 'gone' }
  const origin = originOf(record, turn)
  return origin === undefined ? { kind: 'absent' } : { kind: 'pending', origin, mode: record.mode }
}
