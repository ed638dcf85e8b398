// The live reports in one Redis hash, timed by Redis alone.

import { isRecord, readJson } from '../json.js'
import type { RedisClient } from '../redis/client.js'
import { replyOf } from '../redis/failure.js'
import { liveKey } from '../redis/keys.js'
import type { WriteScript } from '../redis/scripts.js'
import type { LiveReport } from './report.js'
import { FRESH_MS, type LiveReports } from './reports.js'

export function createRedisLiveReports(
  { commands }: Pick<RedisClient, 'commands'>,
  write: WriteScript,
): LiveReports {
  return {
    async exchange(processId, report) {
      const reply = await write('live_exchange', [liveKey], [processId, JSON.stringify(report), FRESH_MS])
      return new Map(reply.split('\n').flatMap(entryOf))
    },
    async remove(processId) {
      await replyOf(commands.hdel(liveKey, processId))
    },
  }
}

function entryOf(line: string): [string, LiveReport][] {
  const space = line.indexOf(' ')
  const report = readJson(line.slice(space + 1), isReport)
  return report ? [[line.slice(0, space), report]] : []
}

const figures = ['p99_ms', 'answer_p99_ms', 'bad_seconds_1h', 'pending', 'ws', 'loop_ms', 'rss'] as const

/** A report without these figures, as one of another version, would spoil every sum. */
function isReport(value: unknown): value is LiveReport {
  if (!isRecord(value) || !figures.every(name => Number.isFinite(value[name]))) return false
  return (
    isRecord(value.per_s) &&
    isRecord(value.source) &&
    isRecord(value.desk) &&
    Array.isArray(value.vendor) &&
    Array.isArray(value.tools) &&
    Array.isArray(value.turns)
  )
}
