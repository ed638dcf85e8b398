// Handovers in this process's memory, over the records of dialogs.memory.ts.
import type { Clock } from '../../clock.js'
import type { DialogId } from '../../ids.js'
import { type DialogRecord, openRecord } from './dialog-record.js'
import { createDialogShelf, endOf, type MemoryState } from './dialog-shelf.js'
import type { TicketRef } from './dialogs.js'
import type { Handoff, Hold } from './handoff.js'
import type {
  ClaimAct,
  EndResult,
  HandoffWish,
  Handovers,
  LeaveResult,
  QueueResult,
  SeatAct,
  Told,
} from './handovers.js'
import { ASK_KEYS_KEPT, type DialogLimits, NOTES_KEPT, QUIET_MS, RETURNED_PRIORITY } from './limits.js'
import { acceptedWish, offerPerson } from './offer-rules.js'
import { keepEvent } from './outbox-record.js'
import { answerKept, append, handoffOf, refOf, rememberSaid } from './person-rules.js'
import { newest, type Writing } from './queue-rules.js'
import { closeService } from './services.memory.js'

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

  const writing = (): Writing => ({ stamp: { last: newId(), at: clock.now() }, limits })

  function handed(record: DialogRecord): void {
    record.livesUntil = clock.now() + limits.handedTtlMs
  }

  /** Marks a write that changes later prompts, so that answers built before it are refused. */
  function newLast(record: DialogRecord): void {
    record.past = { ...record.past, last: newId() }
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

  function recordFor(wish: HandoffWish): DialogRecord | undefined {
    const { dialogId, owner, opens } = wish
    const now = clock.now()
    const record = shelf.find(dialogId, now)
    if (record) return record.owner === owner ? record : undefined
    if (!opens || shelf.markOf(dialogId, now)) return undefined
    const opened = openRecord(wish, now + limits.ttlMs)
    shelf.keep(dialogId, opened, now)
    return opened
  }

  function endHold(act: SeatAct, end: (record: DialogRecord, hold: Hold) => HoldEnd): EndResult {
    const found = heldBy(act)
    if (typeof found === 'string') return { kind: found }
    const { record, hold } = found
    handed(record)
    newLast(record)
    const { tickets = [], next } = end(record, hold)
    keepEvent(record, act.event, clock.now())
    record.hold = next
    return { kind: 'ended', hold, ...told(record), tickets }
  }

  const holdOf = ({ sub, name, claimId, serviceId, isSocketless }: ClaimAct): Hold => ({
    ...{ sub, name, claimId, serviceId, ...(isSocketless && { isSocketless }) },
    at: clock.now(),
  })

  function mine(dialogId: DialogId, owner: string, change: (record: DialogRecord) => void): LeaveResult {
    const record = shelf.findOf(dialogId, owner, clock.now())
    if (!record) return { kind: 'absent' }
    if (record.hold) return { kind: 'held', name: record.hold.name }
    change(record)
    return { kind: 'left', ...told(record), tickets: headOf(record) }
  }

  function wait(record: DialogRecord, asked: HandoffWish): QueueResult {
    const wish = acceptedWish(record, asked, clock.now())
    const isNew = record.mode !== 'queued'
    const before = isNew ? undefined : record.handoff
    const handoff = before && before.priority <= wish.priority ? before : handoffOf(wish)
    record.handoff = { ...handoff, since: before?.since ?? clock.now() }
    if (wish.bot === 'off' && !record.isBotOff) newLast(record)
    if (wish.bot !== undefined) record.isBotOff = wish.bot === 'off'
    record.mode = 'queued'
    if (isNew) keepEvent(record, wish.event, clock.now())
    if (wish.once) record.asked = newest([...record.asked, wish.once], ASK_KEYS_KEPT)
    handed(record)
    return { kind: 'queued', handoff: record.handoff, isNew, ...told(record), tickets: headOf(record) }
  }

  return {
    async queue(wish) {
      const record = recordFor(wish)
      if (!record) return { kind: 'absent' }
      const before = wish.once && record.asked.find(({ key }) => key === wish.once?.key)
      if (before && before.body !== wish.once?.body) return { kind: 'key-reused' }
      if (before) return { kind: 'repeated', mode: record.mode, name: record.hold?.name ?? '' }
      if (record.hold) return { kind: 'held', name: record.hold.name }
      if (wish.isByRule && clock.now() < record.quietUntil) return { kind: 'quiet' }
      return wait(record, wish)
    },
    setBot: async (dialogId, owner, bot) =>
      mine(dialogId, owner, record => {
        if (bot === 'off' && !record.isBotOff) newLast(record)
        if (bot !== undefined) record.isBotOff = bot === 'off'
      }),
    offer: async (dialogId, owner, offer) =>
      offerPerson(shelf.findOf(dialogId, owner, clock.now()), offer, clock.now()),
    async leaveQueue(dialogId, owner, event) {
      if (shelf.findOf(dialogId, owner, clock.now())?.mode === 'bot') return { kind: 'not-waiting' }
      return mine(dialogId, owner, record => {
        record.mode = 'bot'
        record.isBotOff = false
        record.quietUntil = clock.now() + QUIET_MS
        keepEvent(record, event, clock.now())
      })
    },
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
        return { tickets: answerKept(record, { ...notice, source: 'notice' }, writing()) }
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
    async note(act, text) {
      const found = heldBy(act)
      if (typeof found === 'string') return { kind: found }
      const { record } = found
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
        ...{ dialogId, owner, mode, isBotOff, handoff, hold, turns, notes, left, messages },
        ...{ unanswered, summary, ...times },
      }
    },
  }
}

const headOf = (record: DialogRecord): TicketRef[] => record.tickets.slice(0, 1).map(refOf)

function told(record: DialogRecord): Told {
  return { tickets: [], watchers: [...record.watchers] }
}
