// Reflux in Redis: a hash of rows (a line of JSON an entry) and two indexes by age.
import { Problem } from '../problem.js'
import type { Commands } from '../redis/client.js'
import { replyOf } from '../redis/failure.js'
import { refluxKeys } from '../redis/keys.js'
import type { WriteScript } from '../redis/scripts.js'
import type { Reflux, RefluxEntry, RefluxLimits, RefluxRow } from './reflux.js'

const [rowsKey, allKey, waitingKey] = refluxKeys
/** Rows read at once. */
const PAGE = 200

export function createRedisReflux(commands: Commands, write: WriteScript, limits: RefluxLimits): Reflux {
  return {
    async add(entry) {
      const bounds = [limits.entriesMost, limits.dialogsMost]
      await write('reflux_add', refluxKeys, [entry.dialogId, JSON.stringify(entry), entry.turnId, ...bounds])
    },
    async next() {
      const [oldest] = await replyOf(commands.zrange(waitingKey, '0', '0'))
      if (oldest === undefined) return undefined
      const text = await replyOf(commands.hget(rowsKey, oldest))
      return text === null ? undefined : rowOf(oldest, text)
    },
    async settle({ dialogId, stamp }, entries) {
      const text = entries.map(entry => JSON.stringify(entry)).join('\n')
      return (await write('reflux_settle', [rowsKey, waitingKey], [dialogId, stamp, text])) === 's'
    },
    forget: async dialogId => void (await write('reflux_forget', refluxKeys, [dialogId])),
    async *rows(after) {
      const rank = after === undefined ? -1 : await replyOf(commands.zrank(allKey, after))
      if (rank === null) throw new Problem('not-found')
      const dialogIds = await replyOf(commands.zrange(allKey, String(rank + 1), '-1'))
      for (let from = 0; from < dialogIds.length; from += PAGE) {
        const page = dialogIds.slice(from, from + PAGE)
        const texts = await replyOf(commands.hmget(rowsKey, ...page))
        // What was forgotten while we read is null.
        yield* page.flatMap((dialogId, i) => (texts[i] ? [rowOf(dialogId, texts[i])] : []))
      }
    },
  }
}

function rowOf(dialogId: string, text: string): RefluxRow {
  const entries = text.split('\n').map(line => JSON.parse(line) as RefluxEntry)
  return { dialogId, entries, stamp: text }
}
