// One document under its rules: what stands in it before the first version, who may change it from what, and how an
// earlier version comes back. Every change compares the stored text with the one that it was decided on, so that two
// operators at once never undo each other unseen.
import { Problem } from '../problem.js'
import type { DocumentStore, StoredDocument, Version } from './documents.js'
import { etagOf, isMatch } from './etag.js'

export interface DocumentType<Doc> {
  /** The name in the settings; a document of the cluster has one for all shops. */
  nameOf(shop: string): string
  /** In force before the first version: the file's contents, or defaults. */
  readonly start: Doc
  /** The same of a shop that starts with something else: one object a shop. */
  startOf?(shop: string): Doc | undefined
  /** Reads what `format` wrote. May throw: such a text counts as none. */
  parse(text: string): Doc
  format(document: Doc): string
  /** Throws Problem 'invalid-field'. */
  check(document: Doc, shop: string): void | Promise<void>
  /** The successor of `before` when an operator puts, or brings back, a document; that document when absent.
   *  Throws Problem 'invalid-field'. */
  succeed?(before: Doc, document: Doc): Doc
  /** The part that operators write, which alone the entity tag names; all of it when absent. */
  written?(document: Doc): unknown
}

export interface ChangeOrder {
  readonly shop: string
  /** The `sub` of the admin, or OWN_NAME. */
  readonly by: string
  readonly why: string
  readonly ifMatch: string | undefined
  /** Everything is checked and nothing stored. */
  readonly isDryRun: boolean
}

/** The author of the changes that the service makes by itself. */
export const OWN_NAME = 'rushdesk'

export interface Shown<Doc> {
  readonly document: Doc
  readonly etag: string
}

export interface Changed<Doc> extends Shown<Doc> {
  readonly before: Doc
  /** Absent after a dry run. */
  readonly versions?: { readonly from: number; readonly to: number }
}

/** Changes throw Problem 'precondition-failed', 'invalid-field', 'too-large' or 'store-away', and then nothing has changed. */
export interface Document<Doc> {
  read(shop: string): Shown<Doc>
  replace(order: ChangeOrder, document: Doc): Promise<Changed<Doc>>
  /** `make` gives the new document for the present one; it is called again when another change came first. */
  edit(order: ChangeOrder, make: (present: Doc) => Doc): Promise<Changed<Doc>>
  /** Throws Problem 'not-found' when the version is not kept. */
  rollback(order: ChangeOrder, version: number): Promise<Changed<Doc>>
  history(shop: string): Promise<readonly Version[]>
}

/** Bytes of a stored document: it is read into every process, and 20 versions of it are kept. */
export const DOCUMENT_BYTES_MAX = 1_048_576

/** A try is lost only to another operator's change, so that many are never needed. */
const TRIES_MAX = 100

export function createDocument<Doc>(store: DocumentStore, type: DocumentType<Doc>): Document<Doc> {
  const read = (stored: StoredDocument | undefined, shop: string) =>
    documentIn(stored, type) ?? type.startOf?.(shop) ?? type.start
  const tagOf = (version: number, document: Doc) => etagOf(version, type.written?.(document) ?? document)

  async function settle(order: ChangeOrder, make: (present: Doc) => Doc): Promise<Changed<Doc>> {
    const { shop, by, why } = order
    const name = type.nameOf(shop)
    let expected = await store.latest(name)
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const before = read(expected, shop)
      const version = expected?.version ?? 0
      requireMatch(order, tagOf(version, before))
      const text = type.format(make(before))
      requireRoom(text)
      const document = type.parse(text)
      const changed = { before, document, etag: tagOf(version + 1, document) }
      if (order.isDryRun) return changed
      const result = await store.write({ name, text, expected, by, why })
      if (result.kind === 'written') return { ...changed, versions: { from: result.from, to: result.to } }
      expected = result.stored
    }
    throw new Problem('overloaded')
  }

  async function replace(order: ChangeOrder, document: Doc): Promise<Changed<Doc>> {
    await type.check(document, order.shop)
    return settle(order, before => type.succeed?.(before, document) ?? document)
  }

  return {
    read(shop) {
      const stored = store.current(type.nameOf(shop))
      const document = read(stored, shop)
      return { document, etag: tagOf(stored?.version ?? 0, document) }
    },
    replace,
    edit: settle,
    async rollback(order, version) {
      const text = await store.textOf(type.nameOf(order.shop), version)
      if (text === undefined) throw new Problem('not-found')
      // A text good once may break a rule of today.
      return replace(order, type.parse(text))
    },
    history: shop => store.history(type.nameOf(shop)),
  }
}

/** Undefined when nothing is stored, or a text that this build cannot read: a later build may have written it. */
export function documentIn<Doc>(
  stored: StoredDocument | undefined,
  { parse }: Pick<DocumentType<Doc>, 'parse'>,
): Doc | undefined {
  try {
    return stored && parse(stored.text)
  } catch {
    return undefined // The next change replaces it.
  }
}

function requireMatch({ ifMatch }: ChangeOrder, etag: string): void {
  if (!isMatch(ifMatch, etag)) throw new Problem('precondition-failed', { headers: { ETag: etag } })
}

function requireRoom(text: string): void {
  if (Buffer.byteLength(text) > DOCUMENT_BYTES_MAX) {
    throw new Problem('too-large', { detail: `A document has at most ${DOCUMENT_BYTES_MAX} bytes` })
  }
}
