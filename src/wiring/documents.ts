// Builds the documents: what operators change while the service runs, each by its own rules over the one store.
import { createDocument, type Document } from '../documents/document.js'
import type { FaqEntry } from '../faq/entries.js'
import { type FaqDocument, faqDocument } from '../faq/faq-document.js'
import { createFaqEditor, type FaqEditor } from '../faq/faq-editor.js'
import { type AlterationOf, excerptOf } from '../faq/personal.js'
import { type PinnedDocument, pinnedDocument } from '../hot/pinned.js'
import type { Ladder } from '../ladder/ladder.js'
import type { LevelDocument } from '../ladder/level.js'
import { levelDocument } from '../ladder/level-document.js'
import type { Offload } from '../offload/offload.js'
import type { State } from './state.js'

export interface Documents {
  readonly level: Document<LevelDocument>
  readonly pinned: Document<PinnedDocument>
  readonly faq: Document<FaqDocument>
  readonly faqEditor: FaqEditor
}

export interface DocumentsWiringDeps {
  readonly state: Pick<State, 'documents'>
  readonly levels: Pick<Ladder, 'now'>
  readonly faqFile: readonly FaqEntry[]
  readonly offload: Pick<Offload, 'check'>
}

export function buildDocuments({ state, levels, faqFile, offload }: DocumentsWiringDeps): Documents {
  const { documents: store } = state
  const alterationOf = alterationBy(offload)
  const faq = createDocument(store, faqDocument(faqFile, alterationOf))
  return {
    level: createDocument(store, levelDocument(levels.now)),
    pinned: createDocument(store, pinnedDocument(alterationOf)),
    faq,
    faqEditor: createFaqEditor(faq, alterationOf),
  }
}

/** Blocked terms may stand in what is kept: it is checked for them again each time it is served. */
function alterationBy(offload: Pick<Offload, 'check'>): AlterationOf {
  return async text => {
    const { hits, masked } = await offload.check(text)
    return hits.some(({ action }) => action === undefined) ? excerptOf(text, masked) : undefined
  }
}
