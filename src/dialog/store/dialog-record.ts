// The record of one dialog and its small changes, as plain state: no I/O, no clock.
// queue-rules.ts decides when each change is made; the scripts in redis/lua do the same with a hash and a list.
import type { StoredTurn } from '../../answer/answer.js'
import type { ImageId, ProcessId, TurnId } from '../../ids.js'
import type { KeptConfirmation } from './confirmations.js'
import type { MaskedTurn, Orphan, Past, Promised, TicketRef } from './dialogs.js'
import type { Handoff, Hold } from './handoff.js'
import type { KeptMessage } from './handovers.js'
import { CANCELS_KEPT, KEYS_KEPT } from './limits.js'
import { emptyOutbox, type OutboxRecord } from './outbox-record.js'
import type { SealedPicture } from './pictures.js'
import type { ClosedService, RatingInvitation } from './services.js'
import type { HandoffOffer, KeptSummary, Mode, Note } from './talk.js'

interface Ticket extends TicketRef {
  /** Time from which the turn waits for a person. */
  readonly keptAt?: number
  /** The acknowledged turn, kept until it is answered. */
  readonly promise: KeptPromise | undefined
}

interface KeptPromise extends Omit<Orphan, 'leftMs'> {
  readonly deadlineAt?: number
}

interface KeyUse {
  readonly turnId: TurnId
  readonly textHash: string
  /** Kept here because the key may outlive the turn's place among the kept turns. */
  readonly turn: StoredTurn | undefined
}

/** Whose dialog it is: the customer, and the shop in which it was opened. */
interface Opener {
  readonly owner: string
  readonly shop: string
}

export interface DialogRecord extends Opener {
  mode: Mode
  isBotOff: boolean
  past: Past
  turns: readonly StoredTurn[]
  tickets: readonly Ticket[]
  /** Oldest first. */
  readonly keys: Map<string, KeyUse>
  /** Oldest first. */
  readonly cancelled: Set<TurnId>
  readonly watchers: Set<ProcessId>
  expiresAt: number
  /** The dialog lives at least until then, because a person took part. */
  livesUntil: number
  handoff: Handoff | undefined
  hold: Hold | undefined
  /** The newest service in which the seat has said something. */
  repliedIn: string | undefined
  /** Messages of seats by their keys, oldest first. */
  readonly said: Map<string, { readonly textHash: string; readonly seq: number; readonly at: number }>
  notes: readonly Note[]
  summary?: KeptSummary
  /** Confirmations of proposed writes, oldest first. */
  readonly confirmations: Map<string, KeptConfirmation>
  /** Pictures of the customer, oldest first. */
  readonly pictures: Map<ImageId, SealedPicture>
  /** Services that seats have closed, the newest last. */
  services: readonly ClosedService[]
  invitation: RatingInvitation | undefined
  /** Text of what was left and not taken up. */
  left: string | undefined
  messages: readonly (KeptMessage & { readonly textHash: string })[]
  /** Message id of the newest wait that ended because the shop had closed. */
  endedWait: string | undefined
  /** Keys under which a person was asked for, oldest first. */
  asked: readonly { readonly key: string; readonly body: string }[]
  /** Keys under which seats acted, oldest first. */
  acted: readonly { readonly key: string; readonly body: string }[]
  /** No rule queues the dialog before this time, epoch milliseconds. */
  quietUntil: number
  /** The offer of a person, valid until this time in epoch milliseconds. */
  offered: (HandoffOffer & { readonly until: number }) | undefined
  /** Events that were not moved yet. */
  outbox: OutboxRecord
}

export function openRecord({ owner, shop }: Opener, expiresAt: number): DialogRecord {
  return {
    owner,
    shop,
    mode: 'bot',
    isBotOff: false,
    past: { last: '', n: 0, fragments: [] },
    turns: [],
    tickets: [],
    keys: new Map(),
    cancelled: new Set(),
    watchers: new Set(),
    expiresAt,
    livesUntil: 0,
    handoff: undefined,
    hold: undefined,
    repliedIn: undefined,
    said: new Map(),
    notes: [],
    confirmations: new Map(),
    pictures: new Map(),
    services: [],
    invitation: undefined,
    left: undefined,
    messages: [],
    endedWait: undefined,
    asked: [],
    acted: [],
    quietUntil: 0,
    offered: undefined,
    outbox: emptyOutbox,
  }
}

/** Removes a dead process's ticket from the head; an acknowledged one stays and is returned. */
export function skipHead(record: DialogRecord, skip: TicketRef | undefined): TicketRef | undefined {
  const head = record.tickets[0]
  if (!skip || head?.turnId !== skip.turnId || head.origin !== skip.origin) return undefined
  if (head.promise) return { turnId: head.turnId, origin: head.origin }
  record.tickets = record.tickets.slice(1)
  return undefined
}

/** Stores the turn of a key; the oldest key beyond KEYS_KEPT is forgotten. */
export function rememberKey(record: DialogRecord, turn: MaskedTurn, stored: StoredTurn | undefined): void {
  if (turn.key === '') return
  record.keys.set(turn.key, { turnId: turn.turnId, textHash: turn.textHash, turn: stored })
  const [oldest] = record.keys.keys()
  if (record.keys.size > KEYS_KEPT && oldest !== undefined) record.keys.delete(oldest)
}

/** Keeps the turn's text until it is answered, with its deadline. A later promise of the turn changes nothing. */
export function acknowledge(
  record: DialogRecord,
  turn: MaskedTurn,
  { traceparent, leftMs, sealed, now }: Promised & { readonly now: number },
): void {
  const { dialogId, turnId, owner, text, key, textHash, shop } = turn
  record.tickets = record.tickets.map(ticket =>
    ticket.turnId === turnId && !ticket.promise
      ? {
          ...ticket,
          promise: {
            dialogId,
            turnId,
            owner,
            origin: ticket.origin,
            opens: false,
            text,
            key,
            textHash,
            shop,
            traceparent,
            tries: 0,
            ...(leftMs !== undefined && { deadlineAt: now + leftMs }),
            ...(sealed !== undefined && { sealed }),
          },
        }
      : ticket,
  )
}

/** Removes the ticket; returns the new head if the head was removed. */
export function removeTicket(record: DialogRecord, turnId: TurnId): { readonly next?: TicketRef } {
  const index = record.tickets.findIndex(ticket => ticket.turnId === turnId)
  if (index < 0) return {}
  record.tickets = record.tickets.filter(ticket => ticket.turnId !== turnId)
  const head = record.tickets[0]
  return index === 0 && head ? { next: { turnId: head.turnId, origin: head.origin } } : {}
}

/** As removeTicket, and refuses the turn from now on. The oldest cancelled turn beyond CANCELS_KEPT is forgotten. */
export function cancelTurn(record: DialogRecord, turnId: TurnId): { readonly next?: TicketRef } {
  record.cancelled.add(turnId)
  const [oldest] = record.cancelled
  if (record.cancelled.size > CANCELS_KEPT && oldest !== undefined) record.cancelled.delete(oldest)
  return removeTicket(record, turnId)
}

export function orphanOf({ deadlineAt, ...promise }: KeptPromise, now: number): Orphan {
  return { ...promise, ...(deadlineAt !== undefined && { leftMs: deadlineAt - now }) }
}

/** Gives an acknowledged turn to the process `to`, to be tried again. */
export function passOn(
  record: DialogRecord,
  turnId: TurnId,
  { to, now }: { readonly to: ProcessId; readonly now: number },
): Orphan | undefined {
  const promise = record.tickets.find(ticket => ticket.turnId === turnId)?.promise
  if (!promise) return undefined
  const adopted = { ...promise, origin: to, tries: promise.tries + 1 }
  record.tickets = record.tickets.map(ticket =>
    ticket.turnId === turnId ? { ...ticket, origin: to, promise: adopted } : ticket,
  )
  return orphanOf(adopted, now)
}

export function findTurn(record: DialogRecord, turnId: TurnId): StoredTurn | undefined {
  return record.turns.findLast(turn => turn.turnId === turnId)
}
