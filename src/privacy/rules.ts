// The order of the rules: of two hits of the same length the earlier kind wins.
import { createNames, type NameSegmenter } from './names.js'
import type { Rule } from './rule.js'
import { address } from './rules/address.js'
import { bankCard } from './rules/bank-card.js'
import { email } from './rules/email.js'
import { spelledEmail } from './rules/email-spelled.js'
import { handles } from './rules/handles.js'
import { landline } from './rules/landline.js'
import { mobile } from './rules/mobile.js'
import { createNameRule } from './rules/name.js'
import { passport } from './rules/passport.js'
import { password } from './rules/password.js'
import { plate } from './rules/plate.js'
import { residentId } from './rules/resident-id.js'

/** Kinds that need no dictionary. */
export const numericRules: readonly Rule[] = [
  password,
  email,
  spelledEmail,
  residentId,
  bankCard,
  mobile,
  landline,
  plate,
  passport,
  handles,
]

/** All kinds. `ownNames` are names that the operator adds to the dictionary. */
export function createRules(segmenter: NameSegmenter, ownNames: readonly string[]): readonly Rule[] {
  return [...numericRules, address, createNameRule(createNames(ownNames), segmenter)]
}
