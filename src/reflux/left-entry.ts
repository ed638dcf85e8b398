// The row that a left message leaves behind, for the editors to read. Pure.
import type { Level } from '../answer/answer.js'
import type { LeftMessage } from '../dialog/store/left-messages.js'
import type { RefluxEntry } from './reflux.js'

export function leftEntry(
  { dialogId, messageId: turnId, owner, shop, text: question }: LeftMessage,
  { at, level }: { readonly at: number; readonly level: Level },
): RefluxEntry {
  return { at, dialogId, turnId, owner, shop, question, answer: '', level, source: 'message' }
}
