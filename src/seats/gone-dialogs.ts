// Why dialogs have left a shop's board, for desks that still show them. Only the newest are remembered.
import type { Gone } from '../cluster/bus.js'
import type { DialogId } from '../ids.js'

export interface GoneDialogs {
  remember(dialogId: DialogId, why: Gone): void
  /** `left` unless another reason was heard of. */
  why(dialogId: DialogId): Gone
}

const KEPT = 1_000

export function createGoneDialogs(): GoneDialogs {
  const reasons = new Map<DialogId, Gone>()
  return {
    remember(dialogId, why) {
      reasons.set(dialogId, why)
      const [oldest] = reasons.keys()
      if (reasons.size > KEPT && oldest !== undefined) reasons.delete(oldest)
    },
    why: dialogId => reasons.get(dialogId) ?? 'left',
  }
}
