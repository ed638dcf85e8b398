// The vendor's answer to a turn, asked for once for all who ask the same: single flight and learning joined, as the
// turn sees them. A shared answer counts as the vendor's, because it is.
import type { Draft, Level } from '../answer/answer.js'
import type { Finished } from '../offload/offload.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { encodeMessage } from '../prompt/fragment.js'
import type { LlmUsage } from '../vendor/llm.js'
import { type Asked, mayShare, scopeKey } from './asked.js'
import type { Hot } from './hot.js'
import type { SingleFlight } from './single-flight.js'

/** An answer made for a turn: drafted, masked and encoded. */
export interface Made {
  readonly draft: Draft
  readonly finished: Finished
  /** False when the vendor stopped at max_tokens: such an answer is shared with nobody and never learned. */
  readonly isWhole: boolean
  readonly vendorMs: number
  readonly usage?: LlmUsage | undefined
}

export interface SharingPorts {
  readonly hot: Pick<Hot, 'note' | 'epoch'>
  readonly flights: SingleFlight
  readonly keyedHash: KeyedHash
}

export interface Turned {
  readonly asked: Asked
  /** Masking found no personal data in the question. */
  readonly isClean: boolean
  readonly level: Level
  readonly signal: AbortSignal
}

/** Makes the answer by `make`, or takes over the one that another turn is making. */
export type MakeShared = (turned: Turned, make: () => Promise<Made>) => Promise<Made>

export function createSharing({ hot, flights, keyedHash }: SharingPorts): MakeShared {
  const isShared = ({ draft, finished, isWhole }: Made) =>
    isWhole && mayShare({ ...draft, text: finished.masked }, finished.hits.length)

  return async ({ asked, isClean, level, signal }, make) => {
    const learn = hot.note(asked, isClean)
    if (learn === undefined) return make()
    const landed = await flights.fly<Made>({
      key: keyedHash('flight', scopeKey(asked.scope), asked.form, hot.epoch()),
      signal,
      ask: make,
      shareOf: made => (isShared(made) ? made.finished.masked : undefined),
    })
    const made = landed.at === 'own' ? landed.result : taken(landed.text, level)
    if (made.isWhole) learn({ ...made.draft, text: made.finished.masked }, made.finished.hits.length)
    return made
  }
}

/** Only masked answers without a hit are shared, and masking twice changes nothing: no worker is asked again. */
function taken(text: string, level: Level): Made {
  return {
    draft: { text, source: 'llm', level },
    finished: { masked: text, fragment: encodeMessage('assistant', text), hits: [] },
    isWhole: true,
    vendorMs: 0,
  }
}
