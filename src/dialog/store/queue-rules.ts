// A turn's place in its dialog, and its storing: the decisions of begin and commit over a record.
import type { StoredTurn } from '../../answer/answer.js'
import type { TurnId } from '../../ids.js'
import { keepProposal } from './confirmations.memory.js'
import {
  acknowledge,
  type DialogRecord,
  findTurn,
  rememberKey,
  removeTicket,
  skipHead,
} from './dialog-record.js'
import type {
  BeginOptions,
  BeginResult,
  Committed,
  CommitWrite,
  Last,
  MaskedTurn,
  Result,
  Stored,
  TicketRef,
  Try,
} from './dialogs.js'
import type { DialogLimits } from './limits.js'
import { keepEvent } from './outbox-record.js'
import { isForSeat } from './talk.js'

/** Time and id of a write: `last` is the id. */
export interface Stamp {
  readonly last: Last
  readonly at: number
}

export interface Writing {
  readonly stamp: Stamp
  readonly limits: DialogLimits
}

/** Puts the turn in the queue, and returns its place or the reason why it has none. */
export function place(
  record: DialogRecord,
  turn: MaskedTurn,
  how: BeginOptions & { readonly limits: DialogLimits; readonly now: number },
): BeginResult {
  if (record.cancelled.has(turn.turnId)) return { kind: 'gone' }
  const orphan = skipHead(record, how.skip)
  if (orphan) return { kind: 'orphan', head: orphan }
  const other = placeByKey(record, turn)
  if (other) return other
  if (!record.tickets.some(ticket => ticket.turnId === turn.turnId)) {
    const stored = how.first ? undefined : findTurn(record, turn.turnId)
    if (stored) return doneBefore(stored)
    const { mailboxMax, seatMailboxMax } = how.limits
    const most = isForSeat(record) ? seatMailboxMax : mailboxMax
    if (record.tickets.length > most) return { kind: 'full' }
    record.tickets = [...record.tickets, { turnId: turn.turnId, origin: turn.origin, promise: undefined }]
    rememberKey(record, turn, undefined)
  }
  const wasKept = isKept(record, turn)
  if (how.acknowledged) acknowledge(record, turn, { ...how.acknowledged, now: how.now })
  return standing(record, turn, { now: how.now, wasKept })
}

function standing(
  record: DialogRecord,
  turn: MaskedTurn,
  { now, wasKept }: { readonly now: number; readonly wasKept: boolean },
): BeginResult {
  const { mode, isBotOff } = record
  if (isForSeat(record)) {
    record.tickets = record.tickets.map(ticket =>
      ticket.turnId === turn.turnId ? { keptAt: now, ...ticket } : ticket,
    )
    if (!wasKept && isKept(record, turn)) tellMessage(record, turn, now)
    const { kept } = record.outbox
    return { kind: 'seat', mode, watchers: [...record.watchers], ...(kept.length > 0 && { hasEvents: true }) }
  }
  const head = record.tickets[0] ?? turn
  if (head.turnId !== turn.turnId || head.origin !== turn.origin) {
    return { kind: 'wait', behind: head.turnId, of: head.origin }
  }
  return { kind: 'run', past: record.past, mode, isBotOff }
}

/** Keeps an event of the message for a desk without a socket. */
function tellMessage(record: DialogRecord, { turnId }: MaskedTurn, now: number): void {
  const index = record.tickets.findIndex(ticket => ticket.turnId === turnId)
  const { text, traceparent } = record.tickets[index]?.promise ?? {}
  if (!record.hold?.isSocketless) return
  const data = { turn_id: turnId, seq: record.past.n + index + 1, text }
  const event = { id: turnId, type: 'dialog.message', shop: record.handoff?.shop, traceparent, data }
  keepEvent(record, JSON.stringify(event), now)
}

/** True when the turn is durable and waits for a person. */
function isKept({ tickets }: DialogRecord, { turnId }: MaskedTurn): boolean {
  return tickets.some(ticket => ticket.turnId === turnId && ticket.promise && ticket.keptAt !== undefined)
}

function placeByKey(record: DialogRecord, turn: MaskedTurn): BeginResult | undefined {
  const use = record.keys.get(turn.key)
  if (!use) return undefined
  if (use.textHash !== turn.textHash) return { kind: 'key-reused' }
  if (use.turn) return doneBefore(use.turn)
  if (use.turnId === turn.turnId) return undefined
  if (record.cancelled.has(use.turnId)) return { kind: 'gone' }
  const head = record.tickets[0]
  if (!head || !record.tickets.some(ticket => ticket.turnId === use.turnId)) return undefined
  return { kind: 'joined', turnId: use.turnId, behind: head.turnId, of: head.origin }
}

/** Stores the turn if it was built on the newest write and nothing forbids it. */
export function commitTurn(record: DialogRecord, write: CommitWrite, how: Writing): Committed {
  if (record.cancelled.has(write.turnId)) return { kind: 'gone' }
  if (record.past.last !== write.builtOn) {
    const stored = findTurn(record, write.turnId)
    return stored ? doneBefore(stored) : { kind: 'refused' }
  }
  if (keyIsAnothers(record, write)) return { kind: 'refused' }
  return store(record, write, how)
}

/** Stores a ready answer after any past, if no other turn waits for the bot. */
export function commitReady(record: DialogRecord, write: MaskedTurn & Result, how: Writing & Try): Committed {
  if (record.cancelled.has(write.turnId)) return { kind: 'gone' }
  const stored = how.first ? undefined : findTurn(record, write.turnId)
  if (stored) return doneBefore(stored)
  const isFree = record.tickets.every(
    ticket => ticket.turnId === write.turnId && ticket.origin === write.origin,
  )
  if (record.mode !== 'bot' || record.isBotOff || !isFree || keyIsAnothers(record, write))
    return { kind: 'refused' }
  return store(record, write, how)
}

function keyIsAnothers(record: DialogRecord, turn: MaskedTurn): boolean {
  const use = record.keys.get(turn.key)
  return use !== undefined && use.turnId !== turn.turnId
}

function store(record: DialogRecord, write: MaskedTurn & Result, how: Writing): Stored {
  const { stamp, limits } = how
  const seq = record.past.n + 1
  const turn: StoredTurn = {
    turnId: write.turnId,
    seq,
    at: stamp.at,
    text: write.text,
    answer: write.answer,
  }
  const fragments = newest([...record.past.fragments, write.fragment], limits.historyTurns)
  const vault = write.vault !== undefined && { vault: write.vault }
  record.past = { ...record.past, last: stamp.last, n: seq, fragments, ...vault }
  record.turns = newest([...record.turns, turn], limits.keepTurns)
  rememberKey(record, write, turn)
  if (write.proposal) keepProposal(record, write.proposal, stamp.at)
  return {
    kind: 'done',
    turn,
    ...leaveQueue(record, write.turnId),
    watchers: record.watchers.size === 0 ? [] : [...record.watchers],
  }
}

/** Returns the next head. A turn without a ticket counts as before all that wait. */
function leaveQueue(record: DialogRecord, turnId: TurnId): { readonly next?: TicketRef } {
  if (record.tickets.some(ticket => ticket.turnId === turnId)) return removeTicket(record, turnId)
  const [head] = record.tickets
  return head ? { next: { turnId: head.turnId, origin: head.origin } } : {}
}

export function newest<T>(all: readonly T[], count: number): readonly T[] {
  return all.length > count ? all.slice(all.length - count) : all
}

function doneBefore(turn: StoredTurn): Stored {
  return { kind: 'done', turn, watchers: [] }
}
