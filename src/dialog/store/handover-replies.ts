// Replies of the scripts of handovers, as values. Each script's header explains the letters.
import { type DialogId, splitIds } from '../../ids.js'
import type { TicketRef } from './dialogs.js'
import type { HandoffReason, Hold } from './handoff.js'
import type {
  Before,
  ClaimResult,
  DeskView,
  EndResult,
  KeptMessage,
  LeaveResult,
  QueueResult,
  SayResult,
  Told,
  Unanswered,
} from './handovers.js'
import { type KeptSummary, type Note, readTalk } from './talk.js'
import { unpackTurns } from './turn-codec.js'
import { textOfWord } from './word.js'

/** The part of a handoff that scripts store without reading it. */
export interface HandoffFacts {
  readonly ref?: string | undefined
  readonly note?: string | undefined
  readonly etaS?: number | undefined
  readonly language: string
}

/** Two ids of 32 characters each. */
const TICKET = /.{64}/g

/** Whom a write concerns, by the words of a reply. */
export function told(tickets = '', watchers = ''): Told {
  const refs = (tickets.match(TICKET) ?? []).map(
    (ticket): TicketRef => ({ turnId: ticket.slice(0, 32), origin: ticket.slice(32) }),
  )
  return { tickets: refs, watchers: splitIds(watchers) }
}

export function readQueued(reply: string, shop: string): QueueResult {
  if (reply[0] === 'a') return { kind: 'absent' }
  if (reply[0] === 'n') return { kind: 'quiet' }
  if (reply[0] === 'k') return { kind: 'key-reused' }
  if (reply[0] === 'd') {
    const [word = '', name = ''] = reply.slice(1).split(' ')
    return { kind: 'repeated', mode: readTalk(word).mode, name: textOfWord(name) }
  }
  if (reply[0] === 'h') return { kind: 'held', name: textOfWord(reply.slice(1)) }
  const end = reply.indexOf('\n')
  const [age, since, priority, reason = '', skill = '', head, watchers] = reply.slice(1, end).split(' ')
  const handoff = handoffOf(
    { shop, since, priority, reason, skill },
    JSON.parse(reply.slice(end + 1)) as HandoffFacts,
  )
  return { kind: 'queued', handoff, isNew: age === 'n', ...told(head, watchers) }
}

export interface PackedHandoff {
  readonly shop: string
  readonly since: string | undefined
  readonly priority: string | undefined
  readonly reason: string
  readonly skill: string
}

export function handoffOf({ shop, since, priority, reason, skill }: PackedHandoff, facts: HandoffFacts) {
  return {
    shop,
    reason: reason as HandoffReason,
    priority: Number(priority),
    since: Number(since),
    skill: skill === '' ? undefined : textOfWord(skill),
    ...facts,
  }
}

export function readLeft(reply: string): LeaveResult {
  if (reply[0] === 'a') return { kind: 'absent' }
  if (reply[0] === 'h') return { kind: 'held', name: textOfWord(reply.slice(1)) }
  if (reply[0] === 'n') return { kind: 'not-waiting' }
  const [head, watchers] = reply.slice(1).split(' ')
  return { kind: 'left', ...told(head, watchers) }
}

export function readClaimed(reply: string): ClaimResult {
  if (reply[0] === 'a') return { kind: 'absent' }
  if (reply[0] === 'n') return { kind: 'not-waiting' }
  if (reply[0] === 'h') return { kind: 'held', sub: textOfWord(reply.slice(1)) }
  const [age, seat, name, claim, service, at, tickets, watchers] = reply.slice(1).split(' ')
  const hold = holdOf([seat, name, claim, service, at])
  return { kind: 'claimed', hold, isNew: age === 'n', ...told(tickets, watchers) }
}

function holdOf([seat = '', name = '', claimId = '', serviceId = '', at]: readonly (
  | string
  | undefined
)[]): Hold {
  return { sub: textOfWord(seat), name: textOfWord(name), claimId, serviceId, at: Number(at) }
}

/** The refusals that the acts of a seat have in common. */
export function readRefusal(reply: string): { kind: 'absent' | 'not-held' } | undefined {
  if (reply[0] === 'a') return { kind: 'absent' }
  return reply[0] === 'x' ? { kind: 'not-held' } : undefined
}

/** Result of an act that is repeated under its key. */
export function readBefore(reply: string): Before | undefined {
  if (reply[0] === 'd') return { kind: 'repeated' }
  return reply[0] === 'k' ? { kind: 'key-reused' } : undefined
}

export function readSaid(reply: string): SayResult {
  const refusal = readRefusal(reply)
  if (refusal) return refusal
  if (reply[0] === 'k') return { kind: 'key-reused' }
  const [seq, at, tickets, watchers, ...rest] = reply.slice(1).split(' ')
  const [claimedAt, askedAt, first] = rest.slice(4)
  const isNew = reply[0] === 's'
  return {
    kind: 'said',
    seq: Number(seq),
    at: Number(at),
    isNew,
    ...told(tickets, watchers),
    askedAt: askedAt ? Number(askedAt) : undefined,
    firstSince: first === 'f' ? Number(claimedAt) : undefined,
  }
}

/** A closed dialog: the reply of seat_answer. */
export function readClosed(reply: string): EndResult {
  const refusal = readRefusal(reply) ?? readBefore(reply)
  if (refusal) return refusal
  const [, , tickets, watchers, ...hold] = reply.slice(1).split(' ')
  return { kind: 'ended', hold: holdOf(hold), ...told(tickets, watchers) }
}

/** The reply of seat_give and seat_move. */
export function readEnded(reply: string): EndResult {
  const refusal = readRefusal(reply) ?? readBefore(reply)
  if (refusal) return refusal
  const [seat, name, claim, service, at, tickets, watchers] = reply.slice(1).split(' ')
  return { kind: 'ended', hold: holdOf([seat, name, claim, service, at]), ...told(tickets, watchers) }
}

export function readDesk(dialogId: DialogId, shop: string, reply: string): DeskView | undefined {
  if (reply[0] === 'a') return undefined
  const row = JSON.parse(reply.slice(1)) as string[]
  const [owner = '', word = '', seq, ends, since, priority, reason = '', skill = '', facts = '{}'] = row
  const [claim, turns = '', left = '', messages = '[]'] = [row[11], row[14], row[15], row[16]]
  const [count, rest] = [Number(row[18]), row.slice(19)]
  return {
    dialogId,
    owner,
    ...readTalk(word),
    seq: Number(seq),
    expiresAt: Number(ends),
    handoff: handoffOf({ shop, since, priority, reason, skill }, JSON.parse(facts) as HandoffFacts),
    hold: claim === '' ? undefined : holdOf(row.slice(9, 14)),
    turns: unpackTurns(turns),
    left: left === '' ? undefined : left,
    messages: (JSON.parse(messages) as string[]).map(readMessage),
    summary: readSummary(row[17]),
    unanswered: rest.slice(0, count).map(readUnanswered),
    notes: rest.slice(count).map(readNote),
  }
}

function readSummary(packed = ''): KeptSummary | undefined {
  const [seq = ''] = packed.split(' ', 1)
  return seq === '' ? undefined : { seq: Number(seq), text: packed.slice(seq.length + 1) }
}

function readUnanswered(packed: string): Unanswered {
  const [turnId = '', at = ''] = packed.split(' ', 2)
  return { turnId, at: Number(at), text: packed.slice(turnId.length + at.length + 2) }
}

function readMessage(packed: string): KeptMessage {
  const [messageId = '', hash = '', at = ''] = packed.split(' ', 3)
  return { messageId, at: Number(at), text: packed.slice(messageId.length + hash.length + at.length + 3) }
}

function readNote(packed: string): Note {
  const [at = '', seat = ''] = packed.split(' ', 2)
  return { at: Number(at), by: textOfWord(seat), text: packed.slice(at.length + seat.length + 2) }
}
