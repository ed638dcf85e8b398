// The census in two Redis hashes, timed by Redis alone: the words of the processes, and the sums of those that have gone.
import { censusKeys } from '../redis/keys.js'
import type { RunScript } from '../redis/scripts.js'
import type { WriteScript } from '../redis/writes.js'
import type { Census, CensusReading, Entry, Sums, Word } from './census.js'

export function createRedisCensus(run: RunScript, write: WriteScript): Census {
  return {
    async note(origin, word) {
      await write('census_note', censusKeys, [origin, JSON.stringify(word.sums), JSON.stringify(word.rest)])
    },
    read: async () => readingOf(await run('census_read', ...censusKeys)),
    async retire(origin) {
      await write('census_retire', censusKeys, [origin])
    },
  }
}

function readingOf(reply: string): CensusReading {
  const entries = new Map<string, Entry>()
  const past: Record<string, number> = {}
  for (const line of reply.split('\n')) {
    const [, kind, name = '', text = ''] = /^(\w) (\S+) (.*)$/.exec(line) ?? []
    if (kind === 'p') past[text] = Number(name)
    else if (kind === 'e') {
      const space = text.indexOf(' ')
      entries.set(name, { ageMs: Number(text.slice(0, space)), word: wordOf(text.slice(space + 1)) })
    }
  }
  return { entries, past }
}

function wordOf(text: string): Word {
  const [sums, rest] = JSON.parse(`[${text}]`) as [Sums, unknown]
  return { sums, rest }
}
