// Turns and results for tests of dialogs: every one differs in what the caller names and nothing else.

import { randomBytes } from 'node:crypto'
import type { Draft } from '../../src/answer/answer.js'
import type { Known } from '../../src/answer/lookup.js'
import type { DialogNews, DialogView } from '../../src/dialog/store/dialog-views.js'
import type { BeginResult, CommitWrite, MaskedTurn, Result } from '../../src/dialog/store/dialogs.js'
import type { DialogLimits } from '../../src/dialog/store/limits.js'

export const newId = () => randomBytes(16).toString('hex')
export const owner = newId()
export const never = new AbortController().signal
export const limits: DialogLimits = {
  ttlMs: 60_000,
  keepTurns: 5,
  historyTurns: 3,
  mailboxMax: 3,
  seatMailboxMax: 6,
  handedTtlMs: 120_000,
}

export function turnOf(parts: Partial<MaskedTurn> = {}): MaskedTurn {
  return {
    dialogId: newId(),
    turnId: newId(),
    owner,
    origin: newId(),
    opens: true,
    text: '什么时候发货',
    key: '',
    textHash: '',
    shop: 'main',
    ...parts,
  }
}

/** Another turn of the same dialog and process. */
export function nextOf(turn: MaskedTurn, parts: Partial<MaskedTurn> = {}): MaskedTurn {
  return { ...turn, turnId: newId(), opens: false, key: '', textHash: '', ...parts }
}

export function resultOf(turn: MaskedTurn, answer: string): Result {
  const draft: Draft = { text: answer, source: 'llm', level: 0 }
  const question = JSON.stringify({ role: 'user', content: turn.text })
  return { answer: draft, fragment: `${question},${JSON.stringify({ role: 'assistant', content: answer })}` }
}

export function writeOf(turn: MaskedTurn, builtOn: string, answer = '今天发货'): CommitWrite {
  return { ...turn, ...resultOf(turn, answer), builtOn }
}

/** The `last` of a turn that may run; throws when it may not. */
export function lastOf(place: BeginResult): string {
  if (place.kind !== 'run') throw new Error(`expected run, got ${place.kind}`)
  return place.past.last
}

/** A question that no lookup knows. */
export const unknown: Known = {
  asked: { scope: { shop: 'main', promptVersion: '', variant: '' }, form: '', isFree: false },
  variant: undefined,
  isCheap: false,
  isNumbered: false,
  isHot: false,
  smalltalk: undefined,
  phrased: undefined,
}

/** The news for a reader who has the dialog up to a seq. */
export function newsAfter(view: DialogView | undefined, after: number): DialogNews | undefined {
  if (view === undefined) return undefined
  const { turns } = view
  return { ...view, newest: turns.at(-1)?.seq ?? 0, turns: turns.filter(({ seq }) => seq > after) }
}
