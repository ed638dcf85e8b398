// Reflux in Redis: a hash of rows (a line of JSON an entry) and two indexes by age.

import { hasTexts, isRecord, isTime, readJson } from '../json.js'
import { Problem } from '../problem.js'
import type { Commands } from '../redis/client.js'
import { replyOf } from '../redis/failure.js'
import { refluxKeys } from '../redis/keys.js'
import type { WriteScript } from '../redis/scripts.js'
import { isToAskAgain, type Reflux, type RefluxEntry, type RefluxLimits, type RefluxRow } from './reflux.js'

export interface RedisRefluxDeps {
  readonly commands: Commands
  readonly write: WriteScript
  /** Called with each entry that cannot be read and is left out. */
  readonly onStray: (topic: string) => void
}

const [rowsKey, allKey, waitingKey] = refluxKeys
/** Rows read at once. */
const PAGE = 200
/** Rows dropped at once: the script holds up everybody as long as it runs. */
const TRIM = 500

export function createRedisReflux(deps: RedisRefluxDeps, limits: RefluxLimits): Reflux {
  const { commands, write } = deps

  async function trim(): Promise<void> {
    while (Number(await write('reflux_trim', refluxKeys, [limits.ageMs, TRIM])) === TRIM);
  }

  function rowOf(dialogId: string, text: string): RefluxRow {
    const entries = text.split('\n').flatMap(line => {
      const entry = readJson(line, isEntry)
      if (entry) return [entry]
      deps.onStray('reflux')
      return []
    })
    return { dialogId, entries, stamp: text }
  }

  return {
    trim,
    async add(entry) {
      const bounds = [limits.entriesMost, limits.dialogsMost]
      const kept = [entry.dialogId, JSON.stringify(entry), entry.turnId]
      await write('reflux_add', refluxKeys, [...kept, ...bounds, isToAskAgain(entry) ? 'w' : ''])
    },
    async next() {
      await trim()
      for (;;) {
        const [oldest] = await replyOf(commands.zrange(waitingKey, '0', '0'))
        if (oldest === undefined) return undefined
        const text = await replyOf(commands.hget(rowsKey, oldest))
        const row = text === null ? undefined : rowOf(oldest, text)
        if (row && row.entries.length > 0) return row
        // Nobody can work on it: those behind it must not wait for it.
        await replyOf(commands.zrem(waitingKey, oldest))
      }
    },
    async settle({ dialogId, stamp }, entries) {
      const text = entries.map(entry => JSON.stringify(entry)).join('\n')
      return (await write('reflux_settle', [rowsKey, waitingKey], [dialogId, stamp, text])) === 's'
    },
    erase: async dialogId => void (await write('reflux_erase', refluxKeys, [dialogId])),
    async *rows(after) {
      await trim()
      const rank = after === undefined ? -1 : await replyOf(commands.zrank(allKey, after))
      if (rank === null) throw new Problem('not-found')
      const dialogIds = await replyOf(commands.zrange(allKey, String(rank + 1), '-1'))
      for (let from = 0; from < dialogIds.length; from += PAGE) {
        const page = dialogIds.slice(from, from + PAGE)
        const texts = await replyOf(commands.hmget(rowsKey, ...page))
        // A row forgotten while we read is null.
        const rows = page.flatMap((dialogId, i) => (texts[i] ? [rowOf(dialogId, texts[i])] : []))
        yield* rows.filter(({ entries }) => entries.length > 0)
      }
    },
  }
}

function isEntry(value: unknown): value is RefluxEntry {
  if (!isRecord(value) || !isTime(value.at)) return false
  const isWhole = hasTexts(value, 'dialogId', 'turnId', 'owner', 'shop', 'question', 'answer', 'source')
  const isBetter = value.better === undefined || typeof value.better === 'string'
  return isWhole && isBetter && typeof value.level === 'number'
}
