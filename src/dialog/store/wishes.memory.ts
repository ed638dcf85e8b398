// What customers wish of people, in this process's memory: to wait for one, to wait no longer, to be spared the bot.
import type { DialogId } from '../../ids.js'
import { type DialogRecord, openRecord } from './dialog-record.js'
import type { createDialogShelf } from './dialog-shelf.js'
import { before, type HandedWrites, headOf, told } from './handed-writes.js'
import type { HandoffWish, Handovers, LeaveResult, QueueResult } from './handovers.js'
import { ASK_KEYS_KEPT, type DialogLimits, QUIET_MS } from './limits.js'
import { acceptedWish, offerPerson } from './offer-rules.js'
import { keepEvent } from './outbox-record.js'
import { handoffOf } from './person-rules.js'
import { newest } from './queue-rules.js'

export interface MemoryWishesDeps extends HandedWrites {
  readonly clock: { now(): number }
  readonly shelf: ReturnType<typeof createDialogShelf>
}

export function createMemoryWishes(
  { clock, shelf, handed, newLast }: MemoryWishesDeps,
  limits: Pick<DialogLimits, 'ttlMs'>,
): Pick<Handovers, 'queue' | 'setBot' | 'offer' | 'leaveQueue'> {
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
      const used = before(record.asked, wish.once)
      if (used?.kind === 'key-reused') return { kind: 'key-reused' }
      if (used) return { kind: 'repeated', mode: record.mode, name: record.hold?.name ?? '' }
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
  }
}
