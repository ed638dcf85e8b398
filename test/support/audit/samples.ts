import type { AuditEvent } from '../../../src/audit/audit.js'

export const eventOf = (changes: Partial<AuditEvent> = {}): AuditEvent => ({
  kind: 'mobile',
  place: 'question',
  rule: 'mobile',
  traceId: '1'.repeat(32),
  ...changes,
})
