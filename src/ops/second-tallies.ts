// The last two minutes of this process, second by second of the requests' arrival: how many there were, and how many
// fared badly. A response that comes late changes the second in which its request came.
import { isBadSecond, RESPONSE_MS, type SecondTally } from './bad-second.js'

/** The first response to a request, or its refusal. */
export interface FirstResponse {
  /** Epoch milliseconds. */
  readonly arrivedAt: number
  /** From arrival on, within what time it was owed. */
  readonly limitMs: number
  /** A 5xx, or its like on a stream. */
  readonly isFault: boolean
}

export interface SecondTallies {
  /** Notes a first response that leaves now. */
  served(response: FirstResponse, now: number): void
  /** Notes that a reply broke off after its first response. */
  broke(arrivedAt: number): void
  /** The bad seconds before this moment that were not taken before, oldest first. */
  takeBad(before: number): number[]
}

/** Longer than the longest deadline of a turn. */
const SECONDS = 128

type Slot = { -readonly [K in keyof SecondTally]: SecondTally[K] } & { second: number; isTaken: boolean }

export function createSecondTallies(): SecondTallies {
  const slots = Array.from(
    { length: SECONDS },
    (): Slot => ({ second: -1, requests: 0, faults: 0, bad: 0, isTaken: false }),
  )

  /** Undefined for a second that a later one has replaced. */
  function slotOf(atMs: number): Slot | undefined {
    const second = Math.floor(atMs / 1000)
    const slot = slots[second % SECONDS]
    if (slot === undefined || slot.second > second) return undefined
    if (slot.second < second) Object.assign(slot, { second, requests: 0, faults: 0, bad: 0, isTaken: false })
    return slot
  }

  return {
    served({ arrivedAt, limitMs, isFault }, now) {
      const slot = slotOf(arrivedAt)
      if (slot === undefined) return
      slot.requests += 1
      if (isFault) slot.faults += 1
      if (isFault || now - arrivedAt > limitMs) slot.bad += 1
    },
    broke(arrivedAt) {
      const slot = slotOf(arrivedAt)
      if (slot !== undefined) slot.bad += 1
    },
    takeBad(before) {
      const isDue = (slot: Slot) => !slot.isTaken && 1000 * (slot.second + 1) <= before && isBadSecond(slot)
      const due = slots.filter(isDue).sort((a, b) => a.second - b.second)
      for (const slot of due) slot.isTaken = true
      return due.map(({ second }) => second)
    },
  }
}

/** A second is judged when its requests had their time, so that a share is one of all of them. */
export const JUDGED_AFTER_MS = RESPONSE_MS
