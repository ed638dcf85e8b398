// The operator's blocked terms as data: one a row of NDJSON. Parses and validates; where rows come from is the caller's
// business.
import { classOf, STOP } from './chars.js'
import { fold } from './fold.js'

/** The effects of a blocked term on the text that holds it, the mildest first. */
export const blockActions = ['star', 'handoff', 'refuse'] as const

/** `star`: the term is starred. `handoff`: the text does not pass, a person is offered. `refuse`: it does not pass. */
export type BlockAction = (typeof blockActions)[number]

export interface BlockedTerm {
  readonly term: string
  /** The operator's word for why, as metrics and audit name it: letters, digits, `_` and `-`. */
  readonly category: string
  readonly action: BlockAction
}

/** All faults of a file at once. Quotes no term. */
class BlockTermsError extends Error {
  override readonly name = 'BlockTermsError'
}

const TERM_MAX = 64
/** Faults that are told; a file of another format has one a line. */
const FAULTS_TOLD = 10
const categoryShape = /^[\p{L}\p{N}_-]{1,32}$/u

/** Reads NDJSON rows `{term, category, action}`; blank lines are skipped. Throws BlockTermsError naming the lines. */
export function parseBlockedTerms(ndjson: string): readonly BlockedTerm[] {
  const terms: BlockedTerm[] = []
  const faults: string[] = []
  for (const [index, line] of ndjson.split('\n').entries()) {
    if (line.trim() === '') continue
    const row = parseRow(line)
    const fault = row === undefined ? 'is not a JSON object' : faultOf(row)
    if (fault === undefined) terms.push(row as BlockedTerm)
    else if (faults.length < FAULTS_TOLD) faults.push(`line ${index + 1} ${fault}`)
  }
  if (faults.length > 0) throw new BlockTermsError(faults.join('; '))
  return terms
}

type TermRow = { readonly [field in keyof BlockedTerm]?: unknown }

function parseRow(line: string): TermRow | undefined {
  try {
    const row: unknown = JSON.parse(line)
    return typeof row === 'object' && row !== null && !Array.isArray(row) ? row : undefined
  } catch {
    return undefined // Not JSON: the caller names the line.
  }
}

function faultOf({ term, category, action }: TermRow): string | undefined {
  if (typeof term !== 'string' || term.trim() === '' || term.length > TERM_MAX)
    return `needs a term of 1 to ${TERM_MAX} characters`
  if (holdsStop(term)) return 'has a term with a mark that ends a clause (, 。 ! ? ;), which is never found'
  if (typeof category !== 'string' || !categoryShape.test(category))
    return 'needs a category of 1 to 32 letters, digits, _ or -'
  if (!blockActions.some(one => one === action)) return 'needs an action: refuse, star or handoff'
  return undefined
}

function holdsStop(term: string): boolean {
  return Array.from(fold(term).text).some(char => (classOf(char.charCodeAt(0)) & STOP) !== 0)
}
