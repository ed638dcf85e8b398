// Builds the responder for customers' turns and for the reflux alike: the better answer must be of the same kind.
import { createResponder, type Responder } from '../answer/responder.js'
import type { Config } from '../config/config.js'
import { watchDocuments } from '../documents/in-force.js'
import type { Llm } from '../llm/llm.js'
import type { Offload } from '../offload/offload.js'
import { encodeMessage } from '../prompt/fragment.js'
import type { TextTable } from '../texts.js'
import type { DocumentTypes } from './document-types.js'
import type { State } from './state.js'

const MAX_TOKENS = 200
const TEMPERATURE = 0.3

export interface ResponderWiringDeps {
  readonly llm: Llm | undefined
  /** Of a release on trial. */
  readonly canary: Llm | undefined
  readonly offload: Offload
  readonly texts: TextTable
  readonly state: Pick<State, 'settings'>
  readonly documentTypes: Pick<DocumentTypes, 'prompt'>
  onStray(topic: string): void
}

export function buildResponder(
  config: Config,
  { llm, canary, offload, texts, state, documentTypes, onStray }: ResponderWiringDeps,
): Responder {
  const system = watchDocuments({
    ...{ settings: state.settings, onStray, type: documentTypes.prompt },
    become: ({ text }) => encodeMessage('system', text),
  })
  return createResponder({
    ...{ llm, canary, offload },
    prompting: {
      system: system.of,
      maxTokens: MAX_TOKENS,
      temperature: TEMPERATURE,
      isGrounded: config.faqFile !== '' && config.grounding === 'auto',
    },
    notice: ({ language, shop }, kind) => texts.for(language, shop).notices[kind],
    guess: ({ language, shop }, answer) => texts.for(language, shop).unsure + answer,
    silence: ({ language, shop }) => texts.for(language, shop).people['bot-off'],
  })
}
