// Handovers in this process's memory, over the records of dialogs.memory.ts.
import type { Clock } from '../../clock.js'
import type { DialogId } from '../../ids.js'
import type { DialogRecord } from './dialog-record.js'
import { createDialogShelf, endOf, type MemoryState } from './dialog-shelf.js'
import type { TicketRef } from './dialogs.js'
import { before, createHandedWrites, headOf, told } from './handed-writes.js'
import type { Handoff, Hold } from './handoff.js'
import type { Before, ClaimAct, EndResult, Handovers, SeatAct } from './handovers.js'
import { ACT_KEYS_KEPT, type DialogLimits, NOTES_KEPT, RETURNED_PRIORITY } from './limits.js'
import { keepEvent } from './outbox-record.js'
import { answerKept, append, refOf, rememberSaid } from './person-rules.js'
import { newest, type Writing } from './queue-rules.js'
import { CLOSED_REASON } from './services.js'
import { closeService } from './services.memory.js'
import { createMemoryWishes } from './wishes.memory.js'

export interface MemoryHandoverDeps {
  readonly clock: Clock
  /** A fresh random id for each write. */
  readonly newId: () => string
}

/** Tickets of turns that have ended or may run, and the hold after this one. */
interface HoldEnd {
  readonly tickets?: readonly TicketRef[]
  readonly next?: Hold
}

export function createMemoryHandovers(
  { clock, newId }: MemoryHandoverDeps,
  limits: DialogLimits,
  state: MemoryState,
): Handovers {
  const shelf = createDialogShelf(state, limits.ttlMs)
  const { handed, newLast } = createHandedWrites({ clock, newId }, limits)

  const writing = (): Writing => ({ stamp: { last: newId(), at: clock.now() }, limits })

  const usedBy = ({ dialogId, shop, once }: SeatAct): Before | undefined =>
    before(ofShop(dialogId, shop)?.acted ?? [], once)

  function remember(record: DialogRecord, { once }: SeatAct): void {
    if (once) record.acted = newest([...record.acted, once], ACT_KEYS_KEPT)
  }

  /** The record and its hold, if the seat holds the dialog under this claim. */
  function heldBy(act: SeatAct): { record: DialogRecord; hold: Hold } | 'absent' | 'not-held' {
    const record = ofShop(act.dialogId, act.shop)
    if (!record) return 'absent'
    const { hold } = record
    if (hold?.sub !== act.sub) return 'not-held'
    return act.claimId === undefined || act.claimId === hold.claimId ? { record, hold } : 'not-held'
  }

  function ofShop(dialogId: DialogId, shop: string): DialogRecord | undefined {
    const record = shelf.find(dialogId, clock.now())
    return record?.shop === shop ? record : undefined
  }

  function endHold(act: SeatAct, end: (record: DialogRecord, hold: Hold) => HoldEnd): EndResult {
    const used = usedBy(act)
    if (used) return used
    const found = heldBy(act)
    if (typeof found === 'string') return { kind: found }
    const { record, hold } = found
    remember(record, act)
    handed(record)
    newLast(record)
    const { tickets = [], next } = end(record, hold)
    keepEvent(record, act.event, clock.now())
    record.hold = next
    return { kind: 'ended', hold, ...told(record), tickets }
  }

  const holdOf = ({ sub, name, claimId, serviceId, isSocketless }: ClaimAct): Hold => ({
    sub,
    name,
    claimId,
    serviceId,
    ...(isSocketless && { isSocketless }),
    at: clock.now(),
  })

  return {
    ...createMemoryWishes({ clock, shelf, handed, newLast }, limits),
    async claim(act) {
      const record = ofShop(act.dialogId, act.shop)
      if (!record) return { kind: 'absent' }
      const { hold } = record
      if (hold && hold.sub !== act.sub) return { kind: 'held', sub: hold.sub }
      if (hold) return { kind: 'claimed', hold, isNew: false, tickets: [], watchers: [] }
      if (record.mode !== 'queued' && record.left === undefined) return { kind: 'not-waiting' }
      record.left = undefined
      record.hold = holdOf(act)
      record.mode = 'seat'
      record.isBotOff = false
      keepEvent(record, act.event, clock.now())
      newLast(record)
      handed(record)
      const tickets = record.tickets.map(refOf)
      return { kind: 'claimed', hold: record.hold, isNew: true, ...told(record), tickets }
    },
    async say(act) {
      const record = ofShop(act.dialogId, act.shop)
      const before = record?.said.get(act.key)
      if (before && before.textHash !== act.textHash) return { kind: 'key-reused' }
      if (before) return { kind: 'said', ...before, isNew: false, tickets: [], watchers: [] }
      const found = heldBy(act)
      if (typeof found === 'string') return { kind: found }
      const askedAt = found.record.tickets.find(({ promise }) => promise)?.keptAt
      const firstSince = found.record.repliedIn === found.hold.serviceId ? undefined : found.hold.at
      found.record.repliedIn = found.hold.serviceId
      const tickets = answerKept(found.record, { ...act, source: 'seat' }, writing())
      const { messageId: turnId, text, ai, name: saidBy } = act
      const answer = { text, source: 'seat', level: 0, ...(ai && { ai }), saidBy } as const
      const { seq, at } = append(
        found.record,
        { turnId, text: '', answer, fragment: act.fragment },
        writing(),
      )
      rememberSaid(found.record, act.key, { textHash: act.textHash, seq, at })
      handed(found.record)
      return { kind: 'said', seq, at, isNew: true, askedAt, firstSince, ...told(found.record), tickets }
    },
    close: async (act, notice, outcome) =>
      endHold(act, (record, hold) => {
        record.mode = 'bot'
        closeService(record, hold, { outcome, at: clock.now() })
        const answer = { ...notice, source: 'notice', reason: CLOSED_REASON } as const
        return { tickets: answerKept(record, answer, writing()) }
      }),
    giveBack: async (act, { reason, skill }) =>
      endHold(act, record => {
        const before = record.handoff as Handoff
        const priority = Math.min(before.priority, RETURNED_PRIORITY)
        record.handoff = { ...before, reason, priority, skill: skill ?? before.skill }
        record.mode = 'queued'
        record.isBotOff = record.tickets.length > 0
        return { tickets: headOf(record) }
      }),
    move: async (act, to) => endHold(act, () => ({ next: holdOf(to) })),
    before: async act => usedBy(act),
    async note(act, text) {
      const used = usedBy(act)
      if (used) return used
      const found = heldBy(act)
      if (typeof found === 'string') return { kind: found }
      const { record } = found
      remember(record, act)
      record.notes = newest([...record.notes, { at: clock.now(), by: act.sub, text }], NOTES_KEPT)
      return { kind: 'noted' }
    },
    async keepSummary(dialogId, shop, summary) {
      const record = ofShop(dialogId, shop)
      if (record?.mode === 'queued') record.summary = summary
    },
    async read(dialogId, shop) {
      const record = ofShop(dialogId, shop)
      if (!record?.handoff) return undefined
      const { owner, mode, isBotOff, handoff, hold, turns, notes, left, summary } = record
      const messages = record.messages.map(({ textHash: _hash, ...message }) => message)
      const unanswered = record.tickets.flatMap(({ turnId, promise, keptAt }) =>
        promise && keptAt !== undefined ? [{ turnId, text: promise.text, at: keptAt }] : [],
      )
      const times = { seq: record.past.n, expiresAt: endOf(record) }
      return {
        dialogId,
        owner,
        mode,
        isBotOff,
        handoff,
        hold,
        turns,
        notes,
        left,
        messages,
        unanswered,
        summary,
        ...times,
      }
    },
  }
}
