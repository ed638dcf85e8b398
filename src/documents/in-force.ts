// The documents of one type as they are in force in this process, shop by shop: read once a version.
import type { Settings } from '../settings/settings.js'
import { under } from '../settings/settings.js'
import { type DocumentType, documentIn } from './document.js'
import { fromSetting } from './documents.js'

export interface InForce<T> {
  /** The value of the shop's document, or that of the start. */
  of(shop: string): T
}

/** The topic under which versions that cannot be read are counted. */
const UNREADABLE = 'document'

/** Calls `take` with what the cluster's document starts with, then with each version that can be read. */
export function watchClusterDocument<Doc>(
  { settings, type, onStray }: Pick<InForceDeps<Doc, Doc>, 'settings' | 'type' | 'onStray'>,
  take: (document: Doc) => void,
): void {
  const name = type.nameOf('')
  let known: string | undefined
  take(type.start)
  settings.watch(({ values }) => {
    const setting = values.get(name)
    if (setting === known) return
    known = setting
    const document = setting === undefined ? type.start : documentIn(fromSetting(setting), type)
    if (document === undefined) onStray(UNREADABLE)
    else take(document)
  })
}

export interface InForceDeps<Doc, T> {
  readonly settings: Pick<Settings, 'watch'>
  readonly type: Pick<DocumentType<Doc>, 'nameOf' | 'start' | 'startOf' | 'parse'>
  /** Called once with each version that cannot be read. */
  onStray(topic: string): void
  /** Called once with each start, which is version 0, and once with each version of a shop. */
  readonly become: (document: Doc, version: number) => T
  /** Called with the shops' own at the start and after each change of one of them. */
  readonly onChange?: (shops: ReadonlyMap<string, T>) => void
}

interface Held<T> {
  readonly setting: string
  readonly value: T
}

export function watchDocuments<Doc, T>({
  settings,
  type,
  onStray,
  become,
  onChange,
}: InForceDeps<Doc, T>): InForce<T> {
  const common = become(type.start, 0)
  /** Values of the starts of single shops. */
  const starts = new Map<Doc, T>()
  const prefix = type.nameOf('')
  let shops: ReadonlyMap<string, Held<T>> | undefined

  function started(shop: string): T {
    const start = type.startOf?.(shop)
    if (start === undefined) return common
    const value = starts.get(start) ?? become(start, 0)
    starts.set(start, value)
    return value
  }

  function hold(shop: string, setting: string, known: Held<T> | undefined): Held<T> {
    if (known?.setting === setting) return known
    const stored = fromSetting(setting)
    const document = documentIn(stored, type)
    if (stored && document !== undefined) return { setting, value: become(document, stored.version) }
    onStray(UNREADABLE)
    // The earlier value stays in force.
    return { setting, value: known?.value ?? started(shop) }
  }

  settings.watch(snapshot => {
    const next = new Map<string, Held<T>>()
    for (const [name, setting] of under(snapshot, prefix)) {
      const shop = shopNamed(name.slice(prefix.length))
      if (shop !== undefined) next.set(shop, hold(shop, setting, shops?.get(shop)))
    }
    const isNew = shops === undefined || !isSame(shops, next)
    shops = next
    if (isNew) onChange?.(new Map([...next].map(([shop, { value }]) => [shop, value])))
  })

  return { of: shop => shops?.get(shop)?.value ?? started(shop) }
}

/** Undefined for a name that is no encoded one: some other program wrote it. */
function shopNamed(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return undefined
  }
}

/** An unchanged shop is held by the same object. */
function isSame<T>(one: ReadonlyMap<string, Held<T>>, other: ReadonlyMap<string, Held<T>>): boolean {
  return one.size === other.size && [...one].every(([shop, held]) => other.get(shop) === held)
}
