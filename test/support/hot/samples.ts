// A process's hot answers on memory backends, with small talk and scopes to ask in.
import { randomUUID } from 'node:crypto'
import { createDocument } from '../../../src/documents/document.js'
import { createMemoryDocuments } from '../../../src/documents/documents.memory.js'
import { createHot } from '../../../src/hot/hot.js'
import { createReadHotKey, type Scope } from '../../../src/hot/hot-key.js'
import { createPinned, type Pin, pinnedDocument } from '../../../src/hot/pinned.js'
import type { Settings } from '../../../src/settings/settings.js'
import { createMemorySettings } from '../../../src/settings/settings.memory.js'
import { fakeClock } from '../dialog/fake-time.js'

export const TTL_MS = 60_000

export const main: Scope = { shop: 'main', promptVersion: 'p1', variant: 'stable' }

const smalltalk = (text: string) =>
  text === '你好' || text === '谢谢' ? { topic: 'greeting', questions: [text], answer: '您好' } : undefined

export const ask = createReadHotKey(smalltalk)

export const byVendor = (text: string) => ({ text, source: 'llm' })

const pinOrder = { by: 'op', why: '', ifMatch: undefined, isDryRun: false }

export function hotProcess(settings: Settings = createMemorySettings(randomUUID)) {
  const clock = fakeClock()
  const pinned = createPinned({ settings, onStray: () => undefined })
  const hot = createHot({ clock, settings, pinned, newId: randomUUID }, TTL_MS)

  const document = createDocument(
    createMemoryDocuments(clock, settings),
    pinnedDocument(async () => undefined),
  )
  const pin = (shop: string, pins: readonly Pin[]) =>
    document.replace({ ...pinOrder, shop }, { pinned: pins })

  /** A turn of its own dialog as the product does it: looks, and learns what the vendor says. */
  function turn(text: string, scope = main, answer = '明天发货'): string | undefined {
    const asked = ask(scope, text, [])
    const found = hot.find(asked)
    if (found === undefined) hot.observe(asked, true)?.(byVendor(answer), 0)
    return found?.text
  }
  /** Asks so often that the answer is learned. */
  function makeHot(text: string, scope = main, answer = '明天发货'): void {
    for (let i = 0; i < 20; i++) turn(text, scope, answer)
  }
  return { clock, settings, pinned, pin, hot, turn, makeHot }
}
