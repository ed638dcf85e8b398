// Finds the dialog of a client that names none: the one whose questions its messages repeat. Pure.
// Only a customer's questions are compared, never answers: clients trim, replace and leave out answers, and a question
// that was edited or asked again still follows the same earlier ones.
import type { Identity } from '../../auth/identity.js'
import type { DialogId } from '../../ids.js'

/** A dialog with the marks by which it is found again. */
export interface Conversation {
  readonly dialogId: DialogId
  /** Marks of its newest questions, oldest first. */
  readonly marks: readonly string[]
}

/** Hex digits of a mark. A mark is a cut keyed hash, long enough to distinguish the questions of one customer. */
export const MARK_LENGTH = 12
/** Kept for each customer. */
export const DIALOGS_KEPT = 8
export const MARKS_KEPT = 20

/** The conversation with the longest run of the earlier questions; `known` has the newest one first. */
export function conversationWith(
  earlier: readonly string[],
  known: readonly Conversation[],
): DialogId | undefined {
  let best: DialogId | undefined
  let highest = 0
  for (const { dialogId, marks } of known) {
    const score = scoreOf(earlier, marks)
    if (score > highest) [best, highest] = [dialogId, score]
  }
  return best
}

/** Twice the longest run of equal questions that ends at the end of one list: after it the client may have questions
 *  that were never stored (they failed), or the dialog some that the client took back (edited, asked again). A run that
 *  ends both lists wins over an equal one, so that two windows with the same first question stay apart. */
function scoreOf(earlier: readonly string[], marks: readonly string[]): number {
  const [lastEarlier, lastMark] = [earlier.length - 1, marks.length - 1]
  let score = 0
  const count = (e: number, m: number) => {
    const run = runBefore(earlier.slice(0, e + 1), marks.slice(0, m + 1))
    const endsBoth = e === lastEarlier && m === lastMark
    if (run > 0) score = Math.max(score, 2 * run + (endsBoth ? 1 : 0))
  }
  for (let m = 0; m <= lastMark; m++) count(lastEarlier, m)
  for (let e = 0; e < lastEarlier; e++) count(e, lastMark)
  return score
}

/** Number of equal last elements. */
function runBefore(one: readonly string[], other: readonly string[]): number {
  let run = 0
  while (run < one.length && run < other.length && one.at(-1 - run) === other.at(-1 - run)) run++
  return run
}

/** The dialogs of customers of the OpenAI-compatible surface, found by their questions because such clients name no
 *  dialog. Only marks of questions are kept. */
export interface Conversations {
  /** The dialog in which these questions were asked, oldest first. Throws Problem 'store-away'. */
  find(customer: ConversationOwner, earlier: readonly string[]): Promise<DialogId | undefined>
  remember(customer: ConversationOwner, dialogId: DialogId, mark: string): Promise<void>
  /** Drops one dialog of the customer, or all. Throws Problem 'store-away'. */
  erase(customer: ConversationOwner, dialogId?: DialogId): Promise<void>
}

type ConversationOwner = Pick<Identity, 'owner'>
