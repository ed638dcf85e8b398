// Builds the responder for customers' turns and for the reflux alike: the better answer must be of the same kind.
import { countedResponder } from '../answer/counted-responder.js'
import { createResponder, type Responder } from '../answer/responder.js'
import type { Clock } from '../clock.js'
import type { Config } from '../config/config.js'
import { watchDocuments } from '../documents/in-force.js'
import type { FaqEntry } from '../faq/entries.js'
import { createOwnFaq } from '../faq/own-faq.js'
import type { FaqStore } from '../faq/store.js'
import { createCheckedAnswer } from '../grounding/checked-answer.js'
import type { TokenBudget } from '../ladder/token-budget.js'
import type { Llm } from '../llm/llm.js'
import type { Offload } from '../offload/offload.js'
import type { Metrics } from '../ops/metrics.js'
import { encodeMessage } from '../prompt/fragment.js'
import type { TextTable } from '../texts.js'
import type { DocumentTypes } from './document-types.js'
import type { ShopParts } from './shop.js'
import type { State } from './state.js'

const MAX_TOKENS = 200
const TEMPERATURE = 0.3

export interface ResponderWiringDeps {
  readonly llm: Llm | undefined
  /** Of a release on trial. */
  readonly canary: Llm | undefined
  readonly clock: Clock
  readonly metrics: Pick<Metrics, 'ungrounded'>
  readonly offload: Offload
  readonly shop: Pick<ShopParts, 'vendorTools' | 'hasTools'>
  readonly faq: Pick<FaqStore, 'isDocument'>
  /** The built-in entries without FAQ_FILE. */
  readonly faqFile: readonly FaqEntry[]
  readonly budget: Pick<TokenBudget, 'spent'>
  readonly texts: TextTable
  readonly state: Pick<State, 'settings'>
  readonly documentTypes: Pick<DocumentTypes, 'prompt'>
  onStray(topic: string): void
}

export function buildResponder(config: Config, deps: ResponderWiringDeps): Responder {
  const { llm, canary, offload, texts, state, documentTypes, onStray, clock, metrics } = deps
  const { budget, shop } = deps
  const { vendorTools, hasTools } = shop
  const ownFaq = createOwnFaq(deps.faq, config.faqFile === '' ? deps.faqFile : undefined)
  const system = watchDocuments({
    settings: state.settings,
    onStray,
    type: documentTypes.prompt,
    become: ({ text }) => encodeMessage('system', text),
  })
  const responder = createResponder({
    llm,
    canary,
    offload,
    prompting: {
      system: system.of,
      maxTokens: MAX_TOKENS,
      temperature: TEMPERATURE,
      isGrounded: of => config.grounding === 'auto' && ownFaq.isThere(of),
      isBuiltIn: ownFaq.isBuiltIn,
    },
    proving: {
      isFor: of => hasTools(of) || ownFaq.isThere(of),
      tools: vendorTools && { offer: vendorTools, mask: async text => (await offload.finish(text)).masked },
      now: clock.now,
      check: onDelta => createCheckedAnswer(clock.now(), onDelta),
      ungrounded: metrics.ungrounded,
      sentence: ({ language, shop }, which) => texts.for(language, shop).orders[which],
    },
    notice: ({ language, shop }, kind) => texts.for(language, shop).notices[kind],
    guess: ({ language, shop }, answer) => texts.for(language, shop).unsure + answer,
    silence: ({ language, shop }) => texts.for(language, shop).people['bot-off'],
  })
  return countedResponder(responder, budget.spent)
}
