// The verdicts on an answer's sentences, on record: a sentence that was streamed is not tested again with the whole. Pure.
import type { Grounds, GroundText } from './grounds.js'

/** `hold` tests what is not on record. */
export type Verdicts = Grounds

export function createVerdicts(grounds: Grounds): Verdicts {
  const held = new Set<string>()
  /** Sentences that had no source; one that came since may be theirs. */
  let unheld = new Set<string>()

  return {
    add(ground: GroundText) {
      grounds.add(ground)
      unheld = new Set()
    },
    hold(sentences) {
      // Blanks around a sentence may come later than the sentence, and claim nothing.
      const texts = sentences.map(sentence => sentence.trim())
      const unknown = [...new Set(texts)].filter(text => !held.has(text) && !unheld.has(text))
      const verdicts = grounds.hold(unknown)
      for (const [at, text] of unknown.entries()) (verdicts[at] ? held : unheld).add(text)
      return texts.map(text => held.has(text))
    },
  }
}
