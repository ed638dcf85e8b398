// The vendor's answer to a turn, asked for once for all who ask the same: single flight and learning joined, as the
// turn sees them. A shared answer counts as the vendor's, because it is.

import type { Hot } from '../hot/hot.js'
import { type HotKey, mayShare, scopeKey } from '../hot/hot-key.js'
import type { SingleFlight } from '../hot/single-flight.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { encodeMessage } from '../prompt/fragment.js'
import type { StopSignal } from '../stop.js'
import type { Level, MaskedAnswer } from './answer.js'

export interface SharedAnswerDeps {
  readonly hot: Pick<Hot, 'observe' | 'epoch'>
  readonly flights: SingleFlight
  readonly keyedHash: KeyedHash
}

export interface Turned {
  readonly asked: HotKey
  /** Masking found no personal data in the question. */
  readonly isClean: boolean
  readonly level: Level
  readonly signal: StopSignal
}

/** Makes the answer by `make`, or takes over the one that another turn is making. */
export type MakeShared = (turned: Turned, make: () => Promise<MaskedAnswer>) => Promise<MaskedAnswer>

export function createSharedAnswer({ hot, flights, keyedHash }: SharedAnswerDeps): MakeShared {
  return async ({ asked, isClean, level, signal }, make) => {
    const learn = hot.observe(asked, isClean)
    if (learn === undefined) return make()
    const result = await flights.run<MaskedAnswer>({
      key: keyedHash('flight', scopeKey(asked.scope), asked.form, hot.epoch()),
      signal,
      ask: make,
      shareOf: answer => (isShared(answer) ? answer.masked : undefined),
    })
    const answer = result.kind === 'own' ? result.result : taken(result.text, level)
    if (isWhole(answer)) learn({ ...answer.draft, text: answer.masked }, answer.hits.length)
    return answer
  }
}

/** Only masked answers without a hit are shared, and masking twice changes nothing: no worker is asked again. */
function taken(text: string, level: Level): MaskedAnswer {
  return {
    draft: { text, source: 'llm', level },
    masked: text,
    fragment: encodeMessage('assistant', text),
    hits: [],
  }
}

/** Shared with nobody and never learned: what the vendor cut at max_tokens, and what is of one customer's orders. */
function isWhole({ draft }: MaskedAnswer): boolean {
  return draft.isTruncated !== true && draft.isUnshared !== true
}

function isShared(answer: MaskedAnswer): boolean {
  return isWhole(answer) && mayShare({ ...answer.draft, text: answer.masked }, answer.hits.length)
}
