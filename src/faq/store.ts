// The FAQ while the service runs: the file's entries, or those of a shop that has edited its own (faq-document.ts).
// Editions live in the settings, so every process has them without a restart and keeps them over one.
import { createHash } from 'node:crypto'
import { watchDocuments } from '../documents/in-force.js'
import type { Settings } from '../settings/settings.js'
import type { FaqEntry } from './entries.js'
import { faqText } from './faq-document.js'
import { createPhrasings, type Phrasings } from './phrasings.js'

/** All entries in force, for the workers that search them. */
export interface FaqEdition {
  /** For shops without entries of their own. */
  readonly common: readonly FaqEntry[]
  readonly shops: ReadonlyMap<string, readonly FaqEntry[]>
}

export interface FaqStore {
  entries(shop: string): readonly FaqEntry[]
  /** The entry that a normal form asks for: the cheap path. */
  find(shop: string, form: string): FaqEntry | undefined
  /** Names the shop's entries: the same on every process that holds the same ones. */
  version(shop: string): string
  /** True when the shop has made a document of its FAQ. */
  isDocument(shop: string): boolean
}

export interface FaqDeps {
  readonly settings: Pick<Settings, 'watch'>
  /** Called with each version that cannot be read. */
  onStray(topic: string): void
  /** Called with the first edition and with each one that differs. */
  publish(version: FaqEdition): void
}

/** A shop's entries, and what comes of them. */
interface Shelf {
  readonly entries: readonly FaqEntry[]
  readonly phrasings: Phrasings
  readonly version: string
  readonly isDocument: boolean
}

export function createFaqStore({ settings, onStray, publish }: FaqDeps, file: readonly FaqEntry[]): FaqStore {
  const shelves = watchDocuments<readonly FaqEntry[], Shelf>({
    settings,
    onStray,
    type: faqText(file),
    become: shelve,
    onChange: shops =>
      publish({
        common: file,
        shops: new Map([...shops].map(([shop, { entries }]) => [shop, entries])),
      }),
  })
  return {
    entries: shop => shelves.of(shop).entries,
    find: (shop, form) => shelves.of(shop).phrasings.get(form),
    version: shop => shelves.of(shop).version,
    isDocument: shop => shelves.of(shop).isDocument,
  }
}

/** The start is version 0. */
function shelve(entries: readonly FaqEntry[], version: number): Shelf {
  return {
    entries,
    phrasings: createPhrasings(entries),
    version: versionOf(entries),
    isDocument: version > 0,
  }
}

export function versionOf(entries: readonly FaqEntry[]): string {
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 16)
}
