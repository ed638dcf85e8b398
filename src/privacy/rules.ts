// The order of the rules: of two hits of the same length the earlier kind wins.
import type { Rule } from './rule.js'
import { bankCard } from './rules/bank-card.js'
import { email } from './rules/email.js'
import { mobile } from './rules/mobile.js'
import { residentId } from './rules/resident-id.js'

export function createRules(): readonly Rule[] {
  return [email, residentId, bankCard, mobile]
}
