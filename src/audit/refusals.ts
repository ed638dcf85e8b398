// Which refusals have an entry of their own. Anybody can cause as many as they like, so beyond a bound they are counted,
// and the count is an entry. Pure: when a minute is over, the caller says.
import type { AuditEvent } from './audit.js'

/** Of each reason, in a minute and a process. */
export const REFUSALS_LISTED = 20

export interface Refusals {
  /** True when this one is to be listed. */
  add(refusal: AuditEvent): boolean
  /** Begins a new minute; returns the counts of the last, each with the trace of the first that it stands for. */
  next(): readonly AuditEvent[]
}

interface Minute {
  listed: number
  first: AuditEvent | undefined
  count: number
}

export function createRefusals(): Refusals {
  /** By reason: there are as many as the table of problems has refusals. */
  let minutes = new Map<string, Minute>()
  return {
    add(refusal) {
      const minute = minutes.get(refusal.rule) ?? { listed: 0, first: undefined, count: 0 }
      minutes.set(refusal.rule, minute)
      if (minute.listed < REFUSALS_LISTED) {
        minute.listed++
        return true
      }
      minute.first ??= refusal
      minute.count++
      return false
    },
    next() {
      const counts = [...minutes.values()].flatMap(({ first, count }) =>
        first === undefined ? [] : [{ ...first, place: ANY_ROUTE, count }],
      )
      minutes = new Map()
      return counts
    },
  }
}

/** The refusals that a count stands for came to several routes. */
const ANY_ROUTE = '*'
