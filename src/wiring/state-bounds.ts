// How much and how long the shared state keeps, as configured.
import type { AuditLimits } from '../audit/audit.js'
import type { Config } from '../config/config.js'
import type { DialogLimits } from '../dialog/store/limits.js'

export interface StateBounds {
  readonly limits: DialogLimits
  readonly audit: AuditLimits
}

const DAY_MS = 86_400_000

export function stateBounds(config: Config): StateBounds {
  const limits: DialogLimits = {
    ttlMs: config.dialogTtlS * 1000,
    keepTurns: config.keepTurns,
    historyTurns: config.historyTurns,
    mailboxMax: config.mailboxMax,
    seatMailboxMax: config.seatMailboxMax,
    // A person's part in a dialog never shortens its life.
    handedTtlMs: Math.max(config.queuedTtlS, config.dialogTtlS) * 1000,
  }
  const audit: AuditLimits = { entriesMost: config.auditMax, ageMs: config.auditDays * DAY_MS }
  return { limits, audit }
}
