// The short version of a dialog for the seat that takes it: what a model made of it while it waited, and what came since;
// without that, the customer's last words. Pure: a claim never waits for a model.
import type { DeskView } from '../dialog/store/handovers.js'

export interface Summary {
  readonly text: string
  readonly openQuestion: string
  /** FAQ topics that were answered already. */
  readonly tried: readonly string[]
}

/** Characters of a summary. */
const SUMMARY_MAX = 200
const QUESTIONS_SHOWN = 3
const TRIED_SHOWN = 5

export function summaryOf({ turns, unanswered, handoff, summary }: DeskView): Summary {
  const asked = turns.filter(({ text }) => text !== '')
  const since =
    summary === undefined ? asked.slice(-QUESTIONS_SHOWN) : asked.filter(({ seq }) => seq > summary.seq)
  const lead = summary?.text ?? handoff.note ?? ''
  const tried = turns.flatMap(({ answer }) => (answer.faqId === undefined ? [] : [answer.faqId]))
  return {
    text: cut([lead, ...since.map(({ text }) => text)].filter(part => part !== '').join('；')),
    openQuestion: cut(unanswered.at(-1)?.text ?? asked.at(-1)?.text ?? ''),
    tried: [...new Set(tried)].slice(-TRIED_SHOWN),
  }
}

export function cut(text: string): string {
  return [...text].slice(0, SUMMARY_MAX).join('')
}
