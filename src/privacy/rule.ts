// The contract of a masking rule. A rule is pure and sees one clause at a time, so that a streamed text and the
// whole text meet the same decisions: it may look CONTEXT characters to the left of the clause, never to the right.
// Which of two overlapping hits counts is decided in mask.ts.
import type { BlockAction } from './block-terms.js'

export type Kind =
  | 'mobile'
  | 'landline'
  | 'resident_id'
  | 'bank_card'
  | 'email'
  | 'name'
  | 'address'
  | 'plate'
  | 'passport'
  | 'password'
  | 'wechat'
  | 'qq'

/** Characters before its clause that a rule may read. */
export const CONTEXT = 32

/** A stretch of text without a stop (see chars.ts), and what stands before it. */
export interface Clause {
  /** Folded text: full width made half width, offsets as in the raw text. Reaches beyond the clause on the left
   *  only. */
  readonly text: string
  readonly from: number
  readonly to: number
  /** Class bits (see chars.ts) of its characters, OR-ed. */
  readonly classes: number
  /** How many of its characters are digits of any kind. */
  readonly digits: number
}

/** A hit: what to replace and by what. */
export interface Span {
  /** `blocked`: no personal data, but a term that the operator lets nobody say (block.ts). */
  readonly kind: Kind | 'blocked'
  /** The way it was recognised, a stable word for audit such as `name-cue`; a blocked term's category. */
  readonly rule: string
  readonly start: number
  readonly end: number
  /** The masked form, in the kind's fixed shape. */
  readonly stars: string
  /** The effect of a blocked term on the text. */
  readonly action?: BlockAction
}

/** A rule that needs no class of characters. */
export const ALWAYS = 0

/** What a text may hold at first sight (screen.ts), as bits: a person's name, a place, or anything. */
export const NAME_LIKE = 1
export const PLACE_LIKE = 2
export const ANYTHING = 4

export interface Rule {
  /** Class bits of which a clause must hold at least one, else the rule is not asked; or ALWAYS. */
  readonly needs: number
  /** The rule is not asked of a clause with fewer digits. */
  readonly digitsMin?: number
  /** The rule finds nothing in a text that holds neither this at first sight nor ANYTHING, the default. */
  readonly findsIn?: number
  find(clause: Clause): readonly Span[]
  /** The first offset from which text that is still to come could make or change a hit; `clause.to` when nothing
   *  could. */
  hold(clause: Clause): number
}

/** One star a character, but never a pair: that would read as a bold mark. */
export function addressStars(length: number): string {
  return '*'.repeat(length === 2 ? 3 : length)
}
