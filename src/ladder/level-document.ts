// An operator's level as it is stored: with the time since which it holds, so that every process tells the same.
import type { DocumentType } from '../documents/document.js'
import { clusterDocument } from '../documents/documents.js'
import { isRecord, isTime, readJson } from '../json.js'
import type { LevelDocument, LevelState } from './level.js'

const LEVEL_DOCUMENT = clusterDocument('level')

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

/** The same with its time, for processes that follow it. */
export const storedLevel: Pick<DocumentType<StoredLevel>, 'nameOf' | 'start' | 'parse'> = {
  nameOf: () => LEVEL_DOCUMENT,
  start: { level: 'auto', since: 0 },
  parse: parseLevel,
}

/** The level that an operator fixed; undefined when the ladder decides. */
export function fixedLevel({ level, since }: StoredLevel): LevelState | undefined {
  return level === 'auto' ? undefined : { level, mode: 'manual', reason: 'set-by-operator', since }
}

function parseLevel(text: string): StoredLevel {
  const stored = readJson(text, isStoredLevel)
  if (stored === undefined) throw new TypeError('a level is 0 to 4 or auto, with a time')
  return stored
}

const isStoredLevel = (value: unknown): value is StoredLevel =>
  isRecord(value) && ['auto', 0, 1, 2, 3, 4].includes(value.level as string | number) && isTime(value.since)
