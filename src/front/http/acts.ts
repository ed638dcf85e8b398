// Acts of operators go on record before the reply says that they are done.
import type { AuditLog } from '../../audit/audit-log.js'
import type { Reply } from './reply.js'
import type { Call, Route } from './route.js'

/** A change by an operator is an act for the audit; a read is not. */
export function isAct({ who, method }: Route): boolean {
  return who === 'admin' && method !== 'GET'
}

/** The reply, once the act is on record. */
export async function onRecord(
  auditLog: Pick<AuditLog, 'acted'>,
  { route, identity, trace }: { readonly route: Route } & Pick<Call, 'identity' | 'trace'>,
  reply: Reply | Promise<Reply>,
): Promise<Reply> {
  const done = await reply
  const act = 'act' in done ? done.act : undefined
  // A dry run has done nothing.
  if (act !== 'dry-run') await auditLog.acted(route, identity, { trace, change: act })
  return done
}
