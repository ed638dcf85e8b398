// Builds the audit: the functions that put events on record, and the reader.

import type { AuditLog } from '../audit/audit-log.js'
import { auditPace, createAuditWriter, type Loss } from '../audit/audit-writer.js'
import { listHits } from '../audit/hits.js'
import { type AuditPage, readPage } from '../audit/page.js'
import { MAIN_SHOP } from '../auth/identity.js'
import type { Clock } from '../clock.js'
import type { TurnDeps } from '../dialog/turn/turn-deps.js'
import type { AuditQuery } from '../front/admin/audit-routes.js'
import type { Log } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import type { State } from './state.js'

export interface AuditParts {
  /** Called with what was masked or blocked in a turn. */
  readonly heard: TurnDeps['audit']
  readonly auditLog: AuditLog
  page(query: AuditQuery): Promise<AuditPage>
  close(): Promise<void>
}

export interface AuditWiringDeps {
  readonly steady: Clock
  readonly state: Pick<State, 'audit'>
  readonly processId: string
  readonly keyedHash: KeyedHash
  readonly metrics: Pick<Metrics, 'masked' | 'blocked' | 'auditLost'>
  readonly log: Pick<Log, 'warn'>
}

export function buildAudit(deps: AuditWiringDeps): AuditParts {
  const { steady, processId, keyedHash, metrics, log } = deps
  const { audit } = deps.state
  const onLost = (count: number, why: Loss) => {
    metrics.auditLost(count, why)
    if (why === 'closed') log.warn({ count }, 'audit entries not stored at the end')
  }
  const writer = createAuditWriter({ audit, steady, processId, onLost }, auditPace)
  /** The audit has its own names for dialogs and people, so that none of theirs outlives an erasure here. */
  const named = (id: string) => keyedHash('audit', id)

  return {
    heard(turn, hits, place) {
      if (hits.length === 0) return
      const { traceId } = turn.order.trace
      const { owner, shop } = turn.order.customer
      const about = { shop, dialog: named(turn.address.dialogId), customer: named(owner) }
      for (const { kind, rule, action } of hits) {
        if (action === undefined) metrics.masked(kind)
        else metrics.blocked({ category: rule, action, place })
      }
      const { listed, more } = listHits(hits)
      for (const { kind, rule, hash } of listed) writer.note({ kind, place, rule, traceId, hash, ...about })
      if (more > 0) writer.note({ kind: 'more', place, rule: 'more', traceId, count: more, ...about })
    },
    auditLog: {
      acted: ({ method, path }, { owner, shop }, { traceId }) =>
        writer.record({ kind: 'admin', place: path, rule: method, traceId, shop, by: named(owner) }),
      refused({ path }, reason, { traceId }) {
        writer.note({ kind: 'refused', place: path, rule: reason, traceId })
      },
      erased: ({ path }, { dialogId, owner, shop }, { traceId }) =>
        writer.record({
          ...{ kind: 'erasure', place: path, rule: dialogId === undefined ? 'customer' : 'dialog', traceId },
          ...(dialogId !== undefined && { dialog: named(dialogId) }),
          ...{ shop, customer: named(owner) },
        }),
    },
    page({ after, limit, kind, traceId, dialogId, uid, shop }) {
      return readPage(
        audit,
        { after, limit },
        {
          ...(shop !== undefined && { shop }),
          ...(kind !== undefined && { kind }),
          ...(traceId !== undefined && { traceId }),
          ...(dialogId !== undefined && { dialog: named(dialogId) }),
          ...(uid !== undefined && { customer: named(keyedHash('uid', shop ?? MAIN_SHOP, uid)) }),
        },
      )
    },
    close: writer.close,
  }
}
