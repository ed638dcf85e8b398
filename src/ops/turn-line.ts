// The fields of a turn's log line as JSON members, in one piece. Pure.
import type { Steps, TurnReply } from '../dialog/chat.js'
import type { Turn } from '../dialog/turn/turn.js'

/** Which turn, of whom. All of it is hex digits. */
export function turnIds(turn: Turn, dialogId: string): string {
  const { trace, customer } = turn.order
  const { turnId } = turn
  return `"trace_id":"${trace.traceId}","dialog_id":"${dialogId}","turn_id":"${turnId}","owner":"${customer.owner}"`
}

/** The figures of an answered turn. */
export function answerFields({ turn, costMs }: TurnReply): string {
  const { source, level, reason, faqId } = turn.answer
  const why = reason === undefined ? '' : `,"reason":"${reason}"`
  // The id of an entry is an operator's text.
  const entry = faqId === undefined ? '' : `,"faq_id":${JSON.stringify(faqId)}`
  return `"seq":${turn.seq},"source":"${source}","degrade_level":${level}${why}${entry},"cost_ms":${costMs}`
}

/** Milliseconds of each step. */
export function stepFields(s: Readonly<Steps>): string {
  const before = `"front_ms":${s.frontMs},"mask_ms":${s.maskMs},"place_ms":${s.placeMs}`
  return `${before},"answer_ms":${s.answerMs},"vendor_ms":${s.vendorMs},"commit_ms":${s.commitMs}`
}
