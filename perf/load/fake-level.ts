// The ladder of a front that has no service behind it.
import { randomUUID } from 'node:crypto'
import { systemClock } from '../../src/clock.js'
import { createDocument } from '../../src/documents/document.js'
import { createMemoryDocuments } from '../../src/documents/documents.memory.js'
import type { FrontDeps } from '../../src/front/front.js'
import type { LevelState } from '../../src/ladder/level.js'
import { levelDocument } from '../../src/ladder/level-document.js'
import { createMemorySettings } from '../../src/settings/settings.memory.js'

/** An operator's word is in force at once; otherwise all is well. */
export function fakeLevel(): Pick<FrontDeps, 'levels' | 'levelDocument'> {
  const documents = createMemoryDocuments(systemClock, createMemorySettings(randomUUID))
  const levelOrder = createDocument(documents, levelDocument(systemClock.now))
  const current = (): LevelState => {
    const { level } = levelOrder.read('*').document
    return level === 'auto'
      ? { level: 0, mode: 'auto', reason: 'all-well', since: 0 }
      : { level, mode: 'manual', reason: 'set-by-operator', since: 0 }
  }
  return { levels: { current }, levelDocument: levelOrder }
}
