// Left messages in this process's memory, over the records of dialogs.memory.ts.
import type { Clock } from '../../clock.js'
import { createDialogShelf, type MemoryState } from './dialog-shelf.js'
import { LEFT_PRIORITY, type LeftMessages } from './left-messages.js'
import { type DialogLimits, LEFT_MAX } from './limits.js'
import { keepEvent } from './outbox-record.js'
import { refOf } from './person-rules.js'

export function createMemoryLeftMessages(
  clock: Clock,
  { ttlMs, handedTtlMs }: Pick<DialogLimits, 'ttlMs' | 'handedTtlMs'>,
  state: MemoryState,
): LeftMessages {
  const shelf = createDialogShelf(state, ttlMs)
  const asLeft = { reason: 'left-message', priority: LEFT_PRIORITY } as const

  return {
    async leave({ dialogId, owner, shop, ref, language, messageId, text, textHash, event }) {
      const now = clock.now()
      const record = shelf.findOf(dialogId, owner, now)
      if (!record) return { kind: 'absent' }
      const before = record.messages.find(one => one.messageId === messageId)
      if (before && before.textHash !== textHash) return { kind: 'key-reused' }
      if (before) return { kind: 'kept', isNew: false }
      if (record.messages.length >= LEFT_MAX) return { kind: 'full' }
      if (record.mode === 'bot') record.handoff = { shop, ref, language, ...asLeft, since: now }
      record.messages = [...record.messages, { messageId, at: now, text, textHash }]
      record.left = text
      record.livesUntil = now + handedTtlMs
      keepEvent(record, event, now)
      return { kind: 'kept', isNew: true }
    },
    async endWait({ dialogId, shop, messageId, text, event }) {
      const now = clock.now()
      const record = shelf.find(dialogId, now)
      if (record?.handoff?.shop !== shop) return { kind: 'not-waiting' }
      if (record.endedWait === messageId) return { kind: 'left', tickets: [], watchers: [] }
      if (record.mode !== 'queued') return { kind: 'not-waiting' }
      record.mode = 'bot'
      record.handoff = { ...record.handoff, ...asLeft }
      record.left = text
      record.endedWait = messageId
      record.livesUntil = now + handedTtlMs
      keepEvent(record, event, now)
      const tickets = record.tickets.slice(0, 1).map(refOf)
      return { kind: 'left', tickets, watchers: [...record.watchers] }
    },
  }
}
