// The cost to a message of 20,000 blocked terms. Whole, and streamed in pieces of two characters.
import { createBlockRule } from '../../../src/privacy/block.js'
import type { BlockedTerm } from '../../../src/privacy/block-terms.js'
import { createMasker } from '../../../src/privacy/mask.js'
import type { Rule } from '../../../src/privacy/rule.js'
import { createRules } from '../../../src/privacy/rules.js'
import { maskStream } from '../../../src/privacy/stream.js'
import { report } from '../../machine.js'
import { measure, messages, segmenter } from './samples.js'

const ROUNDS = 3

export function blockedCost(): void {
  const masking = createRules(segmenter, [])
  const terms = madeUpTerms(20_000)
  const startedAt = performance.now()
  const block = createBlockRule(terms, segmenter)
  report({ case: 'index of 20,000 terms', ms: Math.round(performance.now() - startedAt) })
  const both = [...masking, block]
  report({ case: 'a message, no terms', ...whole(masking) })
  report({ case: 'a message, 20,000 terms', ...whole(both) })
  report({ case: 'the terms alone', ...whole([block]) })
  report({ case: 'a streamed message, no terms', ...streamed(masking) })
  report({ case: 'a streamed message, 20,000 terms', ...streamed(both) })
}

function whole(rules: readonly Rule[]) {
  const { mask } = createMasker(rules)
  return measure(messages, ROUNDS, mask)
}

function streamed(rules: readonly Rule[]) {
  return measure(messages, ROUNDS, text => {
    const stream = maskStream(rules)
    for (let at = 0; at < text.length; at += 2) stream.push(text.slice(at, at + 2))
    stream.end()
  })
}

/** Of two to four Han characters that the messages use: the worst case, most of them begin again and again. */
function madeUpTerms(count: number): readonly BlockedTerm[] {
  const han = [...new Set(messages.join('').match(/[\u4e00-\u9fff]/g))]
  const charAt = (seed: number) => han[(seed * 7919) % han.length] ?? ''
  return Array.from({ length: count }, (_, i) => ({
    term: Array.from({ length: 2 + (i % 3) }, (_, k) => charAt(i * 5 + k * 31 + (i >> 3))).join(''),
    category: 'made-up',
    action: 'star' as const,
  }))
}
