// Vendors that answer nobody until an operator does something: told by the status, and logged, but not at every call.

import type { CallReport } from './call.js'
import { isOperators } from './failure.js'
import type { LlmFailure, VendorName } from './llm.js'

export interface StandingRefusal {
  readonly why: LlmFailure
  readonly since: number
}

type Call = Pick<CallReport, 'outcome'>

/** The refusal in force after a call; other failures say nothing of it. */
export function nextRefusal(
  known: StandingRefusal | undefined,
  { outcome }: Call,
  now: number,
): StandingRefusal | undefined {
  if (outcome === 'answered') return undefined
  if (!isOperators(outcome)) return known
  return known?.why === outcome ? known : { why: outcome, since: now }
}

export interface Complaint {
  readonly vendor: VendorName
  readonly why: LlmFailure
  /** Calls that ended so since the last complaint. */
  readonly calls: number
}

const EVERY_MS = 60_000

/** Complains of the operator's failures, at most once a minute for each vendor. */
export function createComplaints(complain: (complaint: Complaint) => void) {
  const told = new Map<VendorName, { toldAt: number; calls: number }>()
  return ({ vendor, outcome }: Call & Pick<CallReport, 'vendor'>, now: number): void => {
    if (outcome === 'answered' || !isOperators(outcome)) return
    const last = told.get(vendor) ?? { toldAt: Number.NEGATIVE_INFINITY, calls: 0 }
    const calls = last.calls + 1
    const isDue = now - last.toldAt >= EVERY_MS
    told.set(vendor, isDue ? { toldAt: now, calls: 0 } : { toldAt: last.toldAt, calls })
    if (isDue) complain({ vendor, why: outcome, calls })
  }
}
