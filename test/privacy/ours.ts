// The masker as the worker builds it.
import { createMasker, type Masker } from '../../src/privacy/mask.js'
import { createRules } from '../../src/privacy/rules.js'
import { createSegmenter } from '../../src/text/segmenter.js'

export function ourMasker(): Masker {
  return createMasker(createRules(createSegmenter(), []))
}
