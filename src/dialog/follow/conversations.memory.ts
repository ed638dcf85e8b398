// The conversations of this process's customers. A lost one costs its customer only a new dialog.
import { LRUCache } from 'lru-cache'
import { atMost } from '../../at-most.js'
import type { Clock } from '../../clock.js'
import type { Conversations } from './conversations.js'
import { type Conversation, conversationWith, DIALOGS_KEPT, MARKS_KEPT } from './conversations.js'

export interface ConversationSettings {
  /** Most customers that the process remembers. */
  readonly customers: number
  /** DIALOG_TTL_S in milliseconds: an expired dialog need not be found. */
  readonly ttlMs: number
}

export function createMemoryConversations(
  perf: Clock,
  { customers, ttlMs }: ConversationSettings,
): Conversations {
  const known = new LRUCache<string, readonly Conversation[]>({ ...atMost(customers), ttl: ttlMs, perf })
  const others = (owner: string, dialogId: string) =>
    (known.get(owner) ?? []).filter(conversation => conversation.dialogId !== dialogId)

  return {
    find: async ({ owner }, earlier) => conversationWith(earlier, known.get(owner) ?? []),
    async remember({ owner }, dialogId, mark) {
      const before = known.get(owner)?.find(conversation => conversation.dialogId === dialogId)
      const marks = [...(before?.marks ?? []), mark].slice(-MARKS_KEPT)
      known.set(owner, [{ dialogId, marks }, ...others(owner, dialogId)].slice(0, DIALOGS_KEPT))
    },
    async erase({ owner }, dialogId) {
      if (dialogId === undefined) known.delete(owner)
      else known.set(owner, others(owner, dialogId))
    },
  }
}
