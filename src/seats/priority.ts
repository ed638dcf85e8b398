// The priority with which a dialog joins the queue: 0 is served first. Pure.
import type { HandoffReason } from '../dialog/store/handoff.js'

const priorities: Readonly<Record<HandoffReason, number>> = {
  safety: 0,
  returned: 1,
  transfer: 1,
  security: 2,
  mood: 3,
  asked: 4,
  'refused-ai': 4,
  failed: 5,
  repeated: 5,
  feedback: 5,
  slow: 5,
  model: 5,
  'no-answer': 6,
  ladder: 7,
  'left-message': 7,
}

/** Of customers whose shop asks for care in their tokens, whatever their reason. */
const CARE = 3

export function priorityOf(
  reason: HandoffReason,
  { needsCare = false }: { readonly needsCare?: boolean | undefined },
): number {
  return needsCare ? Math.min(CARE, priorities[reason]) : priorities[reason]
}
