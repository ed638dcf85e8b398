// Builds the answers that need no vendor call of their own: known before masking, learned, or shared by several turns.
import { createHash } from 'node:crypto'
import { type AnswerLookup, createLookup } from '../answer/lookup.js'
import { createSharedAnswer, type MakeShared } from '../answer/shared-answer.js'
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import type { Files } from '../config/files.js'
import { watchDocuments } from '../documents/in-force.js'
import { parseEntries } from '../faq/entries.js'
import { createSmalltalk } from '../faq/smalltalk.js'
import type { FaqStore } from '../faq/store.js'
import type { Gray } from '../gray/gray.js'
import { createHot, type Hot } from '../hot/hot.js'
import { createReadHotKey } from '../hot/hot-key.js'
import { createPinned, type Pinned } from '../hot/pinned.js'
import { createSingleFlight } from '../hot/single-flight.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import type { DocumentTypes } from './document-types.js'
import type { State } from './state.js'

export interface HotAnswers {
  readonly pinned: Pinned
  readonly hot: Hot
  readonly lookup: AnswerLookup
  readonly share: MakeShared
  /** A greeting, thanks or a goodbye, and nothing else. */
  isSmalltalk(text: string): boolean
}

export interface HotWiringDeps {
  readonly clock: Clock
  readonly steady: Clock
  readonly state: State
  readonly processId: string
  readonly files: Files
  readonly documentTypes: Pick<DocumentTypes, 'prompt'>
  readonly faq: FaqStore
  readonly keyedHash: KeyedHash
  readonly gray: Pick<Gray, 'variantOf' | 'onEnded'>
  payVendor(shop: string): boolean
  onStray(topic: string): void
  newId(): string
}

export function buildHot(config: Config, deps: HotWiringDeps): HotAnswers {
  const { clock, steady, state, processId, files, documentTypes, faq, keyedHash, payVendor, newId } = deps
  const { gray, onStray } = deps
  const { settings } = state
  const smalltalk = createSmalltalk(parseEntries(files.smalltalk))
  const pinned = createPinned({ settings, onStray })
  const hot = createHot({ clock, settings, pinned, newId }, config.hotTtlS * 1000)
  gray.onEnded(hot.forget)
  const flights = createSingleFlight(state.leases, processId, steady)
  const prompts = watchDocuments({
    settings,
    onStray,
    type: documentTypes.prompt,
    become: ({ text }) =>
      createHash('sha256').update(`${config.llmModel}\n${text}`).digest('hex').slice(0, 16),
  })
  return {
    isSmalltalk: text => smalltalk(text) !== undefined,
    pinned,
    hot,
    lookup: createLookup({
      hot,
      faq,
      smalltalk,
      payVendor,
      ask: createReadHotKey(smalltalk),
      variantOf: gray.variantOf,
      hasVendor: config.llmUrl !== '',
      promptVersion: shop => `${prompts.of(shop)}.${faq.version(shop)}`,
    }),
    share: createSharedAnswer({ hot, flights, keyedHash }),
  }
}
