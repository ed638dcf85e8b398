// A dialog as the desk sees it, for tests of what is made of one.
import type { DeskView } from '../../../src/dialog/store/handovers.js'

type Entry = DeskView['turns'][number]

/** A turn, or with `saidBy` a person's message. */
export function entryOf(seq: number, text: string, answer: Partial<Entry['answer']> = {}): Entry {
  const whole = { text: `答${seq}`, source: 'faq', level: 0, ...answer } as const
  return { turnId: `${seq}`.repeat(32), seq, at: seq, text, answer: whole }
}

/** One that waits, with as many turns as are given. */
export function deskView(own: Partial<DeskView> = {}): DeskView {
  const handoff = { shop: 'main', reason: 'asked', priority: 4, since: 0, language: 'zh' } as const
  return {
    dialogId: 'd'.repeat(32),
    owner: 'o',
    mode: 'queued',
    isBotOff: false,
    handoff,
    hold: undefined,
    seq: own.turns?.at(-1)?.seq ?? 0,
    expiresAt: 0,
    turns: [],
    unanswered: [],
    notes: [],
    left: undefined,
    messages: [],
    summary: undefined,
    ...own,
  }
}
