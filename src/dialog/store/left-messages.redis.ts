// Left messages in Redis: fields of their dialog's own hash. What each script does is said in redis/lua.
import { dialogKeys } from '../../redis/keys.js'
import type { WriteScript } from '../../redis/scripts.js'
import { told } from './handover-replies.js'
import { LEFT_PRIORITY, type LeftMessages } from './left-messages.js'
import { type DialogLimits, LEFT_MAX } from './limits.js'

export function createRedisLeftMessages(
  write: WriteScript,
  { handedTtlMs }: Pick<DialogLimits, 'handedTtlMs'>,
): LeftMessages {
  return {
    async leave({ dialogId, owner, shop, ref, language, messageId, text, textHash, event = '' }) {
      const message = [JSON.stringify({ ref, language }), text, messageId, textHash]
      const args = [owner, shop, ...message, LEFT_MAX, LEFT_PRIORITY, handedTtlMs, event]
      const reply = await write('message_leave', dialogKeys(dialogId), args)
      if (reply[0] === 'a') return { kind: 'absent' }
      if (reply[0] === 'k') return { kind: 'key-reused' }
      if (reply[0] === 'f') return { kind: 'full' }
      return { kind: 'kept', isNew: reply[0] === 'n' }
    },
    async endWait({ dialogId, shop, messageId, text, event = '' }) {
      const args = [shop, messageId, text, LEFT_PRIORITY, handedTtlMs, event]
      const reply = await write('wait_end', dialogKeys(dialogId), args)
      if (reply[0] === 'n') return { kind: 'not-waiting' }
      const [head, watchers] = reply.slice(1).split(' ')
      return { kind: 'left', ...told(head, watchers) }
    },
  }
}
