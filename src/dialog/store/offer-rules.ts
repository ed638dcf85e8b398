// Decides whether a person may be offered in a dialog, and gives an accepting wish the offer's reason; the scripts
// handoff_offer and handoff_queue do the same with a hash.
import type { DialogRecord } from './dialog-record.js'
import type { HandoffWish } from './handovers.js'
import { QUIET_MS } from './limits.js'
import type { HandoffOffer } from './talk.js'

export function offerPerson(
  record: DialogRecord | undefined,
  offer: HandoffOffer,
  now: number,
): 'offered' | 'not-now' | 'absent' {
  if (!record) return 'absent'
  const stands = Math.max(record.quietUntil, record.offered?.until ?? 0)
  if (record.mode !== 'bot' || now < stands) return 'not-now'
  record.offered = { ...offer, until: now + QUIET_MS }
  return 'offered'
}

/** A wish that accepts an offer gets the reason and priority of the offer. */
export function acceptedWish(record: DialogRecord, wish: HandoffWish, now: number): HandoffWish {
  const { offered } = record
  if (wish.reason !== 'asked' || !offered || now >= offered.until) return wish
  return { ...wish, reason: offered.reason, priority: offered.priority }
}
