// The provable part of a vendor's answer: the sentences that somebody has told. The rest is offered in another
// way, by the card that says it or by a person.
import type { CheckedAnswer } from '../grounding/checked-answer.js'
import type { LlmResult } from '../llm/llm.js'
import { hasVisible } from '../text/visible.js'
import type { OrderKind } from '../text-kinds.js'
import type { Draft } from './answer.js'
import type { Addressee, OnDelta, Question } from './question.js'
import type { RoundsResult, ToolUse } from './tool-rounds.js'

export interface Proving {
  now(): number
  check(onDelta: OnDelta | undefined): CheckedAnswer
  sentence(customer: Addressee, which: OrderKind): string
  /** Called with the number of sentences of an answer that were left out. */
  ungrounded(sentences: number): void
}

/** The vendor's reply, as far as it may be said, and what stands beside it. */
export interface VendorAnswer {
  readonly result: LlmResult
  readonly beside: Pick<
    Draft,
    'cards' | 'grounds' | 'about' | 'confirm' | 'bond' | 'isUnshared' | 'callsPerson'
  >
  /** Replaces the vendor's text, of which nothing may be said or which never came. */
  readonly instead?: Pick<Draft, 'text' | 'source' | 'reason'>
  /** Absent where the model was offered no tools. */
  readonly tools?: ToolUse
}

/** The reason of a notice in the place of an answer of which nobody has told anything. */
const UNGROUNDED = 'ungrounded'

export function proven(
  answer: VendorAnswer,
  question: Question,
  { checked, proving }: { readonly checked: CheckedAnswer; readonly proving: Proving },
): VendorAnswer {
  const { result, beside } = answer
  const beneath = introducing(beside)
  const card = beneath && ({ text: proving.sentence(question, beneath), source: 'tool' } as const)
  if (result.kind === 'failed') {
    return card ? { ...answer, instead: { ...card, reason: `vendor-${result.why}` } } : answer
  }
  for (const one of beside.cards ?? []) checked.add({ kind: 'result', text: JSON.stringify(one) })
  checked.pause()
  const { text, dropped } = checked.keep(result.text)
  if (dropped === 0 && hasVisible(text)) return answer
  if (dropped > 0) proving.ungrounded(dropped)
  const offer = proving.sentence(question, 'unproven')
  const unshared = { ...beside, isUnshared: true } as const
  if (!hasVisible(text)) {
    const instead = card ?? ({ text: offer, source: 'notice', reason: UNGROUNDED } as const)
    return { result, beside: unshared, instead }
  }
  const rest = text.trimEnd()
  return { result: { ...result, text: card ? rest : `${rest}\n${offer}` }, beside: unshared }
}

/** The sentence for what stands beneath the text, when the text says nothing. */
function introducing({ cards, confirm }: VendorAnswer['beside']): OrderKind | undefined {
  if (confirm) return confirm.by === 'seat' ? 'confirm-seat' : 'confirm'
  return cards && 'found'
}

/** Results of the rounds beside their text. One order alone is what the dialog was about. */
export function besideOf({
  cards,
  grounds,
  proposal,
  tools,
  callsPerson,
}: RoundsResult): VendorAnswer['beside'] {
  const [only, ...others] = cards
  const orderId = only?.type === 'order' && others.length === 0 ? only.order_id : undefined
  return {
    ...(cards.length > 0 && { cards }),
    ...(grounds.length > 0 && { grounds }),
    ...(orderId !== undefined && { about: { orderId } }),
    ...(proposal && { confirm: proposal.shown, bond: proposal.bond }),
    ...(tools.calls > 0 && { isUnshared: true as const }),
    ...(callsPerson && { callsPerson }),
  }
}
