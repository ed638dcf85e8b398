// Texts of 2,000 characters that make a rule work as hard as it can: the claim is P99 within 1 ms for each.
import { createMasker } from '../../../src/privacy/mask.js'
import { createRules } from '../../../src/privacy/rules.js'
import { report } from '../../machine.js'
import { hostile } from './hostile-texts.js'
import { measure, segmenter } from './samples.js'

const LENGTH = 2_000
const ROUNDS = 300

export function hostileCost(): void {
  const { mask } = createMasker(createRules(segmenter, []))
  for (const { name, text } of hostile) {
    report({ case: `hostile: ${name}`, ...measure([text(LENGTH)], ROUNDS, mask) })
  }
}
