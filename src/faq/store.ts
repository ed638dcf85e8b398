// The FAQ while the service runs: the file's entries, and over them each shop's own rows, which editors add, replace
// and remove by topic. Rows live in the settings, so every process has them without a restart and keeps them over one.
import { createHash } from 'node:crypto'
import { Problem } from '../problem.js'
import { type Settings, type Snapshot, settingNames, under } from '../settings/settings.js'
import { type FaqEntry, FaqError, parseEntries } from './entries.js'
import { type AlterationOf, type Given, refusePersonal } from './personal.js'
import { createPhrasings, type Phrasings } from './phrasings.js'

/** All entries in force, for the workers that search them. */
export interface FaqEdition {
  /** For shops without rows of their own. */
  readonly common: readonly FaqEntry[]
  readonly shops: ReadonlyMap<string, readonly FaqEntry[]>
}

export interface FaqStore {
  entries(shop: string): readonly FaqEntry[]
  /** The entry that a normal form asks for: the cheap path. */
  find(shop: string, form: string): FaqEntry | undefined
  /** Names the shop's entries: the same on every process that holds the same ones. */
  version(shop: string): string
  /** Adds or replaces the topics of NDJSON rows, all or none; returns how many. Rows are stored
   *  and served as they are, so no phrasing and no answer may hold personal data. Throws Problem 'invalid-field'. */
  put(shop: string, ndjson: string, alterationOf: AlterationOf): Promise<number>
  /** Takes a topic out for the shop; false when it has none of that name. */
  remove(shop: string, topic: string): Promise<boolean>
}

export interface FaqDeps {
  readonly settings: Settings
  /** Called with the first edition and with each one that differs. */
  publish(version: FaqEdition): void
}

const MOST_TOPICS = 2_000
/** In the place of a row: the file's topic of that name does not count for this shop. */
const REMOVED = 'null'

/** A shop's rows as they are stored, by topic, and what comes of them. */
interface Shelf {
  readonly rows: ReadonlyMap<string, string>
  readonly entries: readonly FaqEntry[]
  readonly phrasings: Phrasings
  readonly version: string
}

export function createFaqStore({ settings, publish }: FaqDeps, file: readonly FaqEntry[]): FaqStore {
  const common = shelve(file, new Map())
  let shelves: ReadonlyMap<string, Shelf> | undefined
  const shelf = (shop: string) => shelves?.get(shop) ?? common

  settings.watch(snapshot => {
    const next = new Map<string, Shelf>()
    for (const [shop, rows] of rowsByShop(snapshot)) {
      const known = shelves?.get(shop)
      next.set(shop, known && isEqual(known.rows, rows) ? known : shelve(file, rows))
    }
    const isNew = shelves === undefined || !isSame(shelves, next)
    shelves = next
    if (!isNew) return
    publish({
      common: common.entries,
      shops: new Map([...next].map(([shop, { entries }]) => [shop, entries])),
    })
  })

  return {
    entries: shop => shelf(shop).entries,
    find: (shop, form) => shelf(shop).phrasings.get(form),
    version: shop => shelf(shop).version,
    async put(shop, ndjson, alterationOf) {
      const entries = parsed(ndjson)
      await refusePersonal(textsOf(entries, linesOf(ndjson)), alterationOf)
      const topics = new Set([...shelf(shop).entries, ...entries].map(({ topic }) => topic))
      if (topics.size > MOST_TOPICS) throw faulty('', `a shop has at most ${MOST_TOPICS} topics`)
      const rows = entries.map(({ topic, questions, answer }) => [
        settingNames.faq(shop, topic),
        JSON.stringify({ topic, questions, answer }),
      ])
      if (rows.length > 0) await settings.write(Object.fromEntries(rows))
      return rows.length
    },
    async remove(shop, topic) {
      if (!shelf(shop).entries.some(entry => entry.topic === topic)) return false
      const isInFile = file.some(entry => entry.topic === topic)
      await settings.write({ [settingNames.faq(shop, topic)]: isInFile ? REMOVED : undefined })
      return true
    },
  }
}

/** Topics stand in the file's order, new ones after them. */
function shelve(file: readonly FaqEntry[], rows: ReadonlyMap<string, string>): Shelf {
  const byTopic = new Map(file.map(entry => [entry.topic, entry]))
  for (const [topic, row] of rows) {
    if (row === REMOVED) byTopic.delete(topic)
    else byTopic.set(topic, JSON.parse(row) as FaqEntry)
  }
  const entries = [...byTopic.values()]
  const version = createHash('sha256').update(JSON.stringify(entries)).digest('hex').slice(0, 16)
  return { rows, entries, phrasings: createPhrasings(entries), version }
}

function rowsByShop(snapshot: Snapshot): Map<string, Map<string, string>> {
  const prefix = settingNames.faq('', '').split('/', 1)[0]
  const shops = new Map<string, Map<string, string>>()
  for (const [name, row] of under(snapshot, `${prefix}/`)) {
    const [, shop = '', topic = ''] = name.split('/')
    const rows = shops.get(shop) ?? new Map<string, string>()
    shops.set(shop, rows.set(topic, row))
  }
  return new Map([...shops].map(([shop, rows]) => [decodeURIComponent(shop), rows]))
}

function isEqual(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([topic, row]) => other.get(topic) === row)
}

/** Shelves that did not change are the same objects. */
function isSame(one: ReadonlyMap<string, Shelf>, other: ReadonlyMap<string, Shelf>): boolean {
  return one.size === other.size && [...one].every(([shop, shelf]) => other.get(shop) === shelf)
}

function parsed(ndjson: string): FaqEntry[] {
  try {
    return parseEntries(ndjson)
  } catch (error) {
    if (!(error instanceof FaqError)) throw error
    const errors = error.faults.map(({ line, field, message }) => ({ field: `/${line}/${field}`, message }))
    throw new Problem('invalid-field', { errors })
  }
}

/** The numbers, from 1, of the lines that hold an entry. */
function linesOf(ndjson: string): number[] {
  return ndjson.split('\n').flatMap((text, index) => (text.trim() === '' ? [] : [index + 1]))
}

function textsOf(entries: readonly FaqEntry[], lines: readonly number[]): Given[] {
  return entries.flatMap(({ questions, answer }, i) => [
    ...questions.map((text, j) => ({ text, field: `/${lines[i]}/questions/${j}` })),
    { text: answer, field: `/${lines[i]}/answer` },
  ])
}

function faulty(field: string, message: string): Problem {
  return new Problem('invalid-field', { errors: [{ field, message }] })
}
