// Documents in Redis: version and text stand in the hash of the settings, the versions in a list and their texts in a
// hash beside it. One script compares, stores and tells every process.
import { createHash } from 'node:crypto'
import { hasTexts, isRecord, readJson } from '../json.js'
import type { Commands, RedisClient } from '../redis/client.js'
import { replyOf } from '../redis/failure.js'
import { documentKeys, settingsChannel, settingsKey } from '../redis/keys.js'
import { channelOf } from '../redis/prefix.js'
import type { WriteScript } from '../redis/scripts.js'
import type { Settings } from '../settings/settings.js'
import {
  type DocumentStore,
  type DocumentWrite,
  fromSetting,
  type StoredDocument,
  toSetting,
  VERSIONS_KEPT,
  type Version,
} from './documents.js'

export interface DocumentsDeps {
  readonly redis: Pick<RedisClient, 'commands'>
  readonly write: WriteScript
  readonly settings: Settings
  newId(): string
}

export function createRedisDocuments({ redis, write, settings, newId }: DocumentsDeps): DocumentStore {
  const { commands } = redis
  const channel = channelOf(commands, settingsChannel)
  const current = (name: string) => fromSetting(settings.current().values.get(name))

  return {
    current,
    async latest(name) {
      await settings.refresh()
      return current(name)
    },
    async write(change) {
      const keys = [settingsKey, ...documentKeys(change.name)]
      const reply = await write('document_write', keys, [newId(), channel, ...argumentsOf(change)])
      // Also after a lost race: the winner's text is then in force here.
      await settings.refresh()
      if (reply === 'c') return { kind: 'changed', stored: current(change.name) }
      const to = Number(reply.slice(1))
      return { kind: 'written', from: to - 1, to }
    },
    history: name => readHistory(commands, name),
    async textOf(name, version) {
      const [, texts] = documentKeys(name)
      return (await replyOf(commands.hget(texts, String(version)))) ?? undefined
    },
  }
}

function argumentsOf({ name, text, expected, by, why }: DocumentWrite): (string | number)[] {
  return [name, fingerprint(expected), text, JSON.stringify({ by, why }), VERSIONS_KEPT]
}

/** The script compares hashes, so that a large text does not travel twice. What an earlier build stored has other names. */
function fingerprint(expected: StoredDocument | undefined): string {
  if (expected === undefined || expected.version === 0) return '-'
  return createHash('sha1').update(toSetting(expected)).digest('hex')
}

/** An entry is its version, its time and JSON, parted by spaces. */
async function readHistory(commands: Commands, name: string): Promise<readonly Version[]> {
  const entries = await replyOf(commands.lrange(documentKeys(name)[0], 0, VERSIONS_KEPT - 1))
  return entries.flatMap(entry => {
    const [, version, at, said = ''] = /^(\d+) (\d+) (.*)$/s.exec(entry) ?? []
    const read = readJson(said, isSaid)
    // No part of this program wrote it: the versions beside it are told all the same.
    return read ? [{ version: Number(version), at: Number(at), by: read.by, why: read.why }] : []
  })
}

function isSaid(value: unknown): value is Pick<Version, 'by' | 'why'> {
  return isRecord(value) && hasTexts(value, 'by', 'why')
}
