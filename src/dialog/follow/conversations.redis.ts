// The conversations in Redis, one list for each customer, so that the next turn finds its dialog on any process.
import type { RedisClient } from '../../redis/client.js'
import { storeAway } from '../../redis/failure.js'
import { conversationsKey } from '../../redis/keys.js'
import type { WriteScript } from '../../redis/scripts.js'
import {
  type Conversation,
  type Conversations,
  conversationWith,
  DIALOGS_KEPT,
  MARK_LENGTH,
  MARKS_KEPT,
} from './conversations.js'

export interface ConversationDeps {
  readonly redis: Pick<RedisClient, 'commands'>
  readonly write: WriteScript
  /** True when the dialog was erased a moment ago. */
  isErased(dialogId: string): Promise<boolean>
}

export function createRedisConversations(
  { redis: { commands }, write, isErased }: ConversationDeps,
  ttlMs: number,
): Conversations {
  async function knownOf(owner: string): Promise<readonly Conversation[]> {
    try {
      return (await commands.lrange(conversationsKey(owner), 0, -1)).map(read)
    } catch (error) {
      throw storeAway(error)
    }
  }

  const erase: Conversations['erase'] = async ({ owner }, dialogId = '') =>
    void (await write('conversation_erase', [conversationsKey(owner)], [dialogId]))

  return {
    async find({ owner }, earlier) {
      if (earlier.length === 0) return undefined
      return conversationWith(earlier, await knownOf(owner))
    },
    async remember({ owner }, dialogId, mark) {
      const marksLength = MARKS_KEPT * (MARK_LENGTH + 1)
      const kept = [marksLength, DIALOGS_KEPT, ttlMs]
      await write('conversation_note', [conversationsKey(owner)], [dialogId, mark, ...kept])
      // The dialog may have been erased since its answer: either this call sees the mark, or the erasure sees the list.
      if (await isErased(dialogId)) await erase({ owner }, dialogId)
    },
    erase,
  }
}

/** The dialog, then its marks, each after a blank. */
function read(packed: string): Conversation {
  const [dialogId = '', ...marks] = packed.split(' ')
  return { dialogId, marks }
}
