// Builds the documents: what operators change while the service runs, each by its own rules over the one store.
import { refusePersonalTexts, type TextOverrides } from '../answer/texts-document.js'
import { checkedLater, type Files } from '../config/files.js'
import type { ShopsByName } from '../config/shops-file.js'
import { createDocument, type Document } from '../documents/document.js'
import { type InForce, watchClusterDocument, watchDocuments } from '../documents/in-force.js'
import type { JsonDocumentType } from '../documents/json-document.js'
import type { FaqEntry } from '../faq/entries.js'
import { type FaqDocument, faqDocument } from '../faq/faq-document.js'
import { createFaqEditor, type FaqEditor } from '../faq/faq-editor.js'
import { type AlterationOf, excerptOf } from '../faq/personal.js'
import type { CannedRoutesDeps } from '../front/admin/canned-routes.js'
import type { JsonDocument } from '../front/admin/json-document-routes.js'
import type { JsonDocuments } from '../front/admin/json-documents.js'
import { type PinnedDocument, pinnedDocument } from '../hot/pinned.js'
import type { Ladder } from '../ladder/ladder.js'
import type { LevelDocument } from '../ladder/level.js'
import { levelDocument } from '../ladder/level-document.js'
import { languageOf } from '../language.js'
import type { Offload } from '../offload/offload.js'
import type { Log } from '../ops/log.js'
import type { Sampling } from '../ops/sampling.js'
import { type CannedDocument, cannedDocument } from '../people/canned-document.js'
import { type CannedReplies, cannedReplies } from '../people/canned-replies.js'
import { createPublicNumbers } from '../privacy/public-numbers.js'
import { sentencesBy, type TextTable } from '../texts.js'
import type { DocumentTypes } from './document-types.js'
import type { State } from './state.js'

export interface Documents {
  readonly level: Document<LevelDocument>
  readonly pinned: Document<PinnedDocument>
  readonly faq: Document<FaqDocument>
  readonly faqEditor: FaqEditor
  readonly canned: CannedRoutesDeps<CannedDocument>
  /** The canned replies in force, as seats get them. */
  readonly cannedReplies: InForce<CannedReplies>
  readonly json: JsonDocuments
}

export interface DocumentsWiringDeps {
  readonly state: Pick<State, 'documents' | 'settings'>
  readonly levels: Pick<Ladder, 'now'>
  readonly faqFile: readonly FaqEntry[]
  readonly files: Pick<Files, 'canned'>
  readonly documentTypes: DocumentTypes
  readonly offload: Pick<Offload, 'check'>
  onStray(topic: string): void
}

/** Throws ConfigError. */
export async function buildDocuments(deps: DocumentsWiringDeps): Promise<Documents> {
  const { documents: store } = deps.state
  const alterationOf = alterationBy(deps)
  const faq = createDocument(store, faqDocument(deps.faqFile, alterationOf))
  const canned = cannedDocument(alterationOf)
  const cannedStart = await checkedLater('CANNED_FILE must hold replies as NDJSON', () =>
    canned.readChecked(deps.files.canned, ''),
  )
  const cannedType = { ...canned, start: cannedStart }
  const json = <Doc extends object>(type: JsonDocumentType<Doc>): JsonDocument<Doc> => ({
    document: createDocument(store, type),
    read: type.read,
  })
  const { log, prompt, handoff, hours, public: published } = deps.documentTypes
  const texts: JsonDocumentType<TextOverrides> = {
    ...deps.documentTypes.texts,
    check: (overrides, shop) => refusePersonalTexts(overrides, alterationOf, shop),
  }
  return {
    level: createDocument(store, levelDocument(deps.levels.now)),
    pinned: createDocument(store, pinnedDocument(alterationOf)),
    faq,
    faqEditor: createFaqEditor(faq, alterationOf),
    canned: { ...canned, document: createDocument(store, cannedType) },
    cannedReplies: watchDocuments({
      settings: deps.state.settings,
      onStray: deps.onStray,
      type: cannedType,
      become: cannedReplies,
    }),
    json: {
      log: json(log),
      prompt: json(prompt),
      handoff: json(handoff),
      hours: json(hours),
      texts: json(texts),
      public: json(published),
    },
  }
}

/** Sentences as each shop has them now. */
export function shopTexts({ state, documentTypes, shopsNamed, onStray }: TextsDeps): TextTable {
  const { texts: type } = documentTypes
  const tables = watchDocuments({ settings: state.settings, onStray, type, become: sentencesBy })
  return {
    for: (acceptLanguage, shop = '') =>
      tables.of(shop)[languageOf(acceptLanguage, shopsNamed?.get(shop)?.language)],
  }
}

export interface TextsDeps {
  readonly state: Pick<State, 'settings'>
  readonly documentTypes: Pick<DocumentTypes, 'texts'>
  readonly shopsNamed: ShopsByName | undefined
  onStray(topic: string): void
}

export interface LogFollowerDeps {
  readonly state: Pick<State, 'settings'>
  readonly documentTypes: Pick<DocumentTypes, 'log'>
  readonly log: Log
  readonly sampling: Sampling
  onStray(topic: string): void
}

export function followLogDocument(deps: LogFollowerDeps): void {
  const { state, documentTypes, log, sampling, onStray } = deps
  watchClusterDocument(
    { settings: state.settings, onStray, type: documentTypes.log },
    ({ level, sample }) => {
      log.level = level
      sampling.share = sample
    },
  )
}

/** Blocked terms may stand in what is kept: it is checked for them again each time it is served. */
function alterationBy({ state, documentTypes, offload, onStray }: DocumentsWiringDeps): AlterationOf {
  const published = watchDocuments({
    settings: state.settings,
    onStray,
    type: documentTypes.public,
    become: ({ numbers }) => createPublicNumbers(numbers),
  })
  return async (text, shop) => {
    const looked = published.of(shop).without(text)
    const { hits, masked } = await offload.check(looked)
    return hits.some(({ action }) => action === undefined) ? excerptOf(looked, masked) : undefined
  }
}
