// The form of a stored turn in Redis: a line of facts that prompts do not need, then the encoded fragment.
// `turn_id key seq at {meta}\n{"role":"user",…},{"role":"assistant",…}`; the script writes the first four words.
// Prompts take the second line as it is; history parses both. A turn that a person's message answered has a fragment of
// its question alone, and the answer in its meta: the message is a line of its own, with a fragment of its own. A fragment
// with placeholders has both texts in its meta.

import type { Draft, StoredTurn } from '../../answer/answer.js'
import { decodeFragment } from '../../prompt/fragment.js'
import type { MaskedTurn, Orphan, Promised, Result, TurnRef } from './dialogs.js'

/** The part that the commit script appends to the four words. */
export function packResult({
  answer,
  fragment,
  isLabelled,
  text: question,
}: Result & Pick<MaskedTurn, 'text'>): string {
  const { text, ...meta } = answer
  return `${JSON.stringify(isLabelled ? { ...meta, text, question } : meta)}\n${fragment}`
}

export function unpackTurn(packed: string): StoredTurn {
  const end = packed.indexOf('\n')
  const brace = packed.indexOf('{')
  const [turnId = '', , seq, at] = packed.slice(0, brace).split(' ')
  const kept: Omit<Draft, 'text'> & KeptTexts = JSON.parse(packed.slice(brace, end))
  const { question, ...meta } = kept
  const messages = decodeFragment(packed.slice(end + 1))
  const contentOf = (role: string) => messages.find(message => message.role === role)?.content ?? ''
  return {
    turnId,
    seq: Number(seq),
    at: Number(at),
    text: question ?? contentOf('user'),
    answer: { ...meta, text: meta.text ?? contentOf('assistant') },
  }
}

/** Texts that the fragment does not have as they are shown. */
interface KeptTexts {
  readonly text?: string
  readonly question?: string
}

/** The turns of joined packed turns: two lines each. */
export function unpackTurns(joined: string): StoredTurn[] {
  if (joined === '') return []
  const lines = joined.split('\n')
  const turns: StoredTurn[] = []
  for (let i = 0; i + 1 < lines.length; i += 2) turns.push(unpackTurn(`${lines[i]}\n${lines[i + 1]}`))
  return turns
}

/** An acknowledged turn as the store keeps it. */
export function packPromise(
  turn: { key: string; textHash: string; shop: string; text: string },
  { traceparent, leftMs, sealed = '' }: Promised,
): string {
  const left = leftMs === undefined ? '' : Math.round(leftMs)
  const shop = encodeURIComponent(turn.shop)
  return `${turn.key} ${turn.textHash} ${traceparent} ${shop} ${sealed} ${left}\n${turn.text}`
}

/** `packed` has a line with the owner, the number of tries and the store's time, then the text of packPromise with the
 *  time of the deadline at the end of its first line. */
export function unpackPromise(ref: TurnRef, origin: string, packed: string): Orphan {
  const [head = '', facts = ''] = packed.split('\n', 2)
  const [owner = '', tries, now] = head.split(' ')
  const [key = '', textHash = '', traceparent = '', shop = '', ...more] = facts.split(' ')
  const deadlineAt = more.at(-1)
  // An earlier build kept nothing between the shop and the deadline.
  const sealed = more.length > 1 ? more[0] : ''
  const text = packed.slice(head.length + facts.length + 2)
  const { dialogId, turnId } = ref
  const promise = { owner, origin, opens: false, text, key, textHash, traceparent, tries: Number(tries) }
  const left = !!deadlineAt && { leftMs: Number(deadlineAt) - Number(now) }
  return { dialogId, turnId, ...promise, ...left, ...(sealed && { sealed }), shop: decodeURIComponent(shop) }
}
