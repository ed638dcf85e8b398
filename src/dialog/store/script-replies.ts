// Replies of the dialog scripts, as values. Each script's header explains the letters.
import { type ProcessId, splitIds } from '../../ids.js'
import type { DialogNews, DialogView, TurnView } from './dialog-views.js'
import type {
  Abandoned,
  Adopted,
  BeginResult,
  CancelOutcome,
  Last,
  MaskedTurn,
  Past,
  Result,
  Stored,
  TicketRef,
  TurnRef,
} from './dialogs.js'
import { readTalk } from './talk.js'
import { unpackPromise, unpackTurn, unpackTurns } from './turn-codec.js'
import { textOfWord } from './word.js'

/** An incarnation or turn id is 32 characters long; two of them make a ticket. */
const ID = 32

const ticketAt = (reply: string, from: number): TicketRef => ({
  turnId: reply.slice(from, from + ID),
  origin: reply.slice(from + ID, from + 2 * ID),
})

/** `asked` holds the caller's copy of the past, and the ticket to skip. */
export function readPlace(reply: string, asked: { copy: Past; skip: TicketRef | undefined }): BeginResult {
  switch (reply[0]) {
    case 'R':
      return { kind: 'run', past: asked.copy, ...readTalk(reply.slice(1)) }
    case 'r':
      return readRun(reply)
    case 'w': {
      const head = ticketAt(reply, 1)
      return { kind: 'wait', behind: head.turnId, of: head.origin }
    }
    case 'j': {
      const head = ticketAt(reply, 1 + ID)
      return { kind: 'joined', turnId: reply.slice(1, 1 + ID), behind: head.turnId, of: head.origin }
    }
    case 'd':
      return { kind: 'done', turn: unpackTurn(reply.slice(1)), watchers: [] }
    case 'o':
      if (asked.skip) return { kind: 'orphan', head: asked.skip }
      break
    case 's': {
      const [word = '', watchers = '', events] = reply.slice(1).split(' ')
      const { mode } = readTalk(word)
      return { kind: 'seat', mode, watchers: splitIds(watchers), ...(events === 'e' && { hasEvents: true }) }
    }
    case 'g':
      return { kind: 'gone' }
    case 'a':
      return { kind: 'absent' }
    case 'k':
      return { kind: 'key-reused' }
    case 'f':
      return { kind: 'full' }
  }
  throw new Error(`turn_begin answered ${reply.slice(0, 1)}`)
}

function readRun(reply: string): BeginResult {
  const end = reply.indexOf('\n')
  const [word = '', last = '', n, vault] = reply.slice(1, end).split(' ')
  const fragments = end + 1 < reply.length ? reply.slice(end + 1).split('\n') : []
  const past = { last, n: Number(n), fragments, vault: vault || undefined }
  return { kind: 'run', past, ...readTalk(word) }
}

/** `before` is the last that this write replaced; undefined when the turn had been stored before. */
export function readStored(reply: string, turn: MaskedTurn & Result): { stored: Stored; before?: Last } {
  if (reply[0] === 'd') return { stored: { kind: 'done', turn: unpackTurn(reply.slice(1)), watchers: [] } }
  const [seq, at, before = '', next = '', watchers = ''] = reply.slice(1).split(' ')
  const { turnId, text, answer } = turn
  const stored = { turnId, seq: Number(seq), at: Number(at), text, answer }
  const { next: head } = nextHead(next)
  return { stored: { kind: 'done', turn: stored, next: head, watchers: splitIds(watchers) }, before }
}

export function readAbandoned(reply: string, asked: { turn: TurnRef; origin: ProcessId }): Abandoned {
  if (reply[0] === 'o') return { orphan: unpackPromise(asked.turn, asked.origin, reply.slice(1)) }
  return nextHead(reply.slice(1))
}

export function readAdopted(reply: string, asked: { turn: TurnRef; origin: ProcessId }): Adopted {
  if (reply[0] === 'y') {
    return { kind: 'yours', turn: unpackPromise(asked.turn, asked.origin, reply.slice(1)) }
  }
  return reply[0] === 'h' ? { kind: 'held', of: reply.slice(1) } : { kind: 'over' }
}

export function readCancelled(reply: string): CancelOutcome {
  if (reply[0] === 'a') return { result: 'absent', watchers: [] }
  if (reply[0] === 'd') return { result: 'already-answered', watchers: [] }
  const [of, next = '', watchers = ''] = reply.slice(1).split(' ')
  return { result: 'cancelled', ...(of && { of }), ...nextHead(next), watchers: splitIds(watchers) }
}

/** The dialog's own members, and the seq of its newest turn. */
export type WholeView = DialogView & DialogNews

export function readView(dialogId: string, reply: string): WholeView | undefined {
  if (reply[0] === 'a') return undefined
  const end = reply.indexOf('\n')
  const [word = '', expiresAt, newest, name = '', serviceId = '', rated = '', until, person] = reply
    .slice(1, end)
    .split(' ')
  const turns = unpackTurns(reply.slice(end + 1))
  const seat = serviceId === '' ? undefined : { seat: { name: textOfWord(name), serviceId } }
  const invitation = rated === '' ? undefined : { invitation: { serviceId: rated, expiresAt: Number(until) } }
  const facts = { expiresAt: Number(expiresAt), newest: Number(newest), turns, hadPerson: person === 'p' }
  return { dialogId, ...readTalk(word), ...seat, ...invitation, ...facts }
}

export function readTurnView(reply: string): TurnView {
  switch (reply[0]) {
    case 'd':
      return { kind: 'done', turn: unpackTurn(reply.slice(1)) }
    case 'p':
      return { kind: 'pending', origin: reply.slice(1, 1 + ID), mode: readTalk(reply.slice(1 + ID)).mode }
    case 'g':
      return { kind: 'gone' }
    default:
      return { kind: 'absent' }
  }
}

function nextHead(ticket: string): { next?: TicketRef } {
  return ticket === '' ? {} : { next: ticketAt(ticket, 0) }
}
