// Changes that rushdesk makes to documents by itself stand in the audit as an operator's do, named by the route that an
// operator would have used.
import type { AuditLog, DocumentChange } from '../audit/audit-log.js'
import { EVERY_SHOP, type Identity } from '../auth/identity.js'
import { OWN_NAME } from '../documents/document.js'
import type { Log } from '../ops/log.js'
import { continueTrace, type RandomHex } from '../trace/trace.js'

export interface OwnActDeps {
  readonly auditLog: Pick<AuditLog, 'acted'>
  readonly randomHex: RandomHex
  readonly log: Pick<Log, 'warn'>
}

const rushdesk: Identity = { role: 'admin', uid: OWN_NAME, owner: '', shop: EVERY_SHOP, expiresAt: 0 }

/** Puts the change on record without waiting. */
export function recordOwnAct(
  { auditLog, randomHex, log }: OwnActDeps,
  path: string,
  change: DocumentChange | undefined,
): void {
  auditLog
    .acted({ method: 'PUT', path }, rushdesk, { trace: continueTrace(undefined, randomHex), change })
    .catch((err: unknown) => log.warn({ err, path }, 'own act not put on record'))
}
