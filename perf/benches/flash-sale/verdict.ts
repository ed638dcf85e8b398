// A flash sale's promises, and whether a run kept them. Pure.
import type { Figures } from '../../load/figures.js'
import type { CrowdFigures } from './crowd.js'

/** Milliseconds, of one server. */
export interface Pauses {
  readonly longestGcMs: number
  readonly longestStallMs: number
}

export interface PromiseLine {
  readonly promise: string
  readonly measured: number
  readonly bound: string
  readonly isKept: boolean
}

const P99_MS = 500
const PAUSE_MS = 50
/** Of what the vendor's bucket allows. */
const GOODPUT = 0.95
const KNOWN_ANSWERED = 0.99

/** Refusals that say when to come again: a 429, or what a socket hears instead. */
const refusals: readonly string[] = ['429', 'rate-limited', 'overloaded', 'mailbox-full', 'address-limited']

const answers: readonly string[] = ['llm', 'hot', 'faq', 'tool', 'seat', 'notice', '202']

/** An answer's source, or the promise of an answer. */
export const isAdmitted = (end: string): boolean => answers.includes(end)

/** `mayAsk` is how many questions the vendor's bucket lets through in the time of the sale; undefined: it has no bound. */
export function judge(
  { known, asked, admitted, unanswered }: CrowdFigures,
  { pauses, mayAsk }: { readonly pauses: readonly Pauses[]; readonly mayAsk: number | undefined },
): PromiseLine[] {
  const worst = (part: keyof Pauses) => round(Math.max(...pauses.map(pause => pause[part])))
  const isFaulty = (end: string) => !isAdmitted(end) && !refusals.includes(end)
  const faulty = sumOf(known, isFaulty) + sumOf(asked, isFaulty) + unanswered
  return [
    atMost('customers without an answer, a 202 or a 429', faulty, 0),
    atMost('P99 of those admitted, ms', round(admitted.p99), P99_MS),
    ...(mayAsk === undefined ? [] : [goodput({ known, asked }, mayAsk)]),
    ...(known.requests === 0 ? [] : [knownAnswered(known)]),
    atMost('longest pause for garbage, ms', worst('longestGcMs'), PAUSE_MS),
    atMost('longest stall of the loop, ms', worst('longestStallMs'), PAUSE_MS),
  ]
}

function goodput({ known, asked }: Pick<CrowdFigures, 'known' | 'asked'>, mayAsk: number): PromiseLine {
  const byVendor = [known, asked].reduce((sum, figures) => sum + sumOf(figures, end => end === 'llm'), 0)
  const share = byVendor / Math.min(mayAsk, asked.requests)
  return atLeast('of what the vendor bucket allows, answered by the vendor', round(share), GOODPUT)
}

const knownAnswered = (known: Figures): PromiseLine =>
  atLeast('known questions answered', round(sumOf(known, isAdmitted) / known.requests), KNOWN_ANSWERED)

function sumOf({ ends }: Figures, counts: (end: string) => boolean): number {
  return Object.entries(ends).reduce((sum, [end, count]) => (counts(end) ? sum + count : sum), 0)
}

const atMost = (promise: string, measured: number, most: number): PromiseLine => ({
  promise,
  measured,
  bound: `<= ${most}`,
  isKept: measured <= most,
})

const atLeast = (promise: string, measured: number, least: number): PromiseLine => ({
  promise,
  measured,
  bound: `>= ${least}`,
  isKept: measured >= least,
})

const round = (value: number) => Math.round(value * 1000) / 1000
