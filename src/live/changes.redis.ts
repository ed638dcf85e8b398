// The changes in one Redis stream; the ids are Redis's.

import { hasTexts, isRecord, readJson } from '../json.js'
import type { RedisClient } from '../redis/client.js'
import { replyOf } from '../redis/failure.js'
import { changeKeys } from '../redis/keys.js'
import type { WriteScript } from '../redis/scripts.js'
import { CHANGES_KEPT, type Change, type ClusterChanges, SAME_MS } from './changes.js'

export function createRedisChanges(
  { commands }: Pick<RedisClient, 'commands'>,
  write: WriteScript,
): ClusterChanges {
  const [stream] = changeKeys('')
  return {
    async add(change, name) {
      await write('change_add', changeKeys(name), [JSON.stringify(change), CHANGES_KEPT, SAME_MS])
    },
    async after(id) {
      const found = await replyOf(
        commands.xrange(stream, id === '' ? '-' : `(${id}`, '+', 'COUNT', CHANGES_KEPT),
      )
      return found.flatMap(([at, [, text = '']]) => {
        const change = readJson(text, isChange)
        return change ? [{ ...change, id: at }] : []
      })
    },
    async newest() {
      const [last] = await replyOf(commands.xrevrange(stream, '+', '-', 'COUNT', 1))
      return last?.[0] ?? ''
    },
  }
}

function isChange(value: unknown): value is Change {
  return isRecord(value) && hasTexts(value, 'kind', 'by', 'why') && 'from' in value && 'to' in value
}
