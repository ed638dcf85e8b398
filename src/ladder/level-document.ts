// An operator's level as it is stored: with the time since which it holds, so that every process tells the same.
import { type DocumentType, documentIn } from '../documents/document.js'
import { clusterDocument, type StoredDocument } from '../documents/documents.js'
import { isRecord, isTime, readJson } from '../json.js'
import type { LevelDocument, LevelState } from './level.js'

export const LEVEL_DOCUMENT = clusterDocument('level')

interface StoredLevel extends LevelDocument {
  /** Epoch milliseconds. */
  readonly since: number
}

/** `now` is the cluster's clock. */
export function levelDocument(now: () => number): DocumentType<LevelDocument> {
  return {
    nameOf: () => LEVEL_DOCUMENT,
    start: { level: 'auto' },
    parse: text => ({ level: parseLevel(text).level }),
    format: ({ level }) => JSON.stringify({ level, since: now() } satisfies StoredLevel),
    check: () => undefined,
  }
}

/** The level that an operator fixed; undefined when the ladder decides. */
export function fixedLevel(stored: StoredDocument | undefined): LevelState | undefined {
  const read = documentIn(stored, { parse: parseLevel })
  if (read === undefined) return undefined
  const { level, since } = read
  return level === 'auto' ? undefined : { level, mode: 'manual', reason: 'set-by-operator', since }
}

function parseLevel(text: string): StoredLevel {
  const stored = readJson(text, isStoredLevel)
  if (stored === undefined) throw new TypeError('a level is 0 to 4 or auto, with a time')
  return stored
}

const isStoredLevel = (value: unknown): value is StoredLevel =>
  isRecord(value) && ['auto', 0, 1, 2, 3, 4].includes(value.level as string | number) && isTime(value.since)
