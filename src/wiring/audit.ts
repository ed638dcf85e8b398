// Builds the audit: the functions that put events on record, and the reader.

import { type AuditEvent, type AuditStream, perStream } from '../audit/audit.js'
import type { AuditLog } from '../audit/audit-log.js'
import { type AuditWriter, auditPace, createAuditWriter, type Loss } from '../audit/audit-writer.js'
import { listHits } from '../audit/hits.js'
import { type AuditPage, readPage } from '../audit/page.js'
import { createRefusals } from '../audit/refusals.js'
import { MAIN_SHOP } from '../auth/identity.js'
import type { Clock } from '../clock.js'
import type { DecisionRecord } from '../dialog/confirming.js'
import type { TurnDeps } from '../dialog/turn/turn-deps.js'
import type { AuditQuery } from '../front/admin/audit-routes.js'
import type { Revealed } from '../front/chat/image-routes.js'
import type { Log } from '../ops/log.js'
import type { Metrics } from '../ops/metrics.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import type { DoneAct } from '../seats/told-acts.js'
import type { ToolCallRecord } from '../shop/tool-caller.js'
import { repeat } from '../timers.js'
import type { State } from './state.js'

export interface AuditParts {
  /** Called with what was masked or blocked in a turn. */
  readonly heard: TurnDeps['audit']
  readonly auditLog: AuditLog
  /** Called with each call of one of the shop's tools. */
  toolCalled(call: ToolCallRecord): void
  /** Called with each act of a seat on a dialog that was done. */
  seatActed(act: DoneAct): void
  /** Called with each decision about a proposed write. */
  decided(decision: DecisionRecord): void
  /** Resolves when it is on record that a seat saw a picture as it is. */
  revealed(picture: Revealed): Promise<void>
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
  newId(): string
}

const PICTURE = '/chat/{dialog_id}/images/{image_id}'

export function buildAudit(deps: AuditWiringDeps): AuditParts {
  const { steady, processId, keyedHash, metrics, log } = deps
  const { audit } = deps.state
  const onLost = (count: number, why: Loss) => {
    metrics.auditLost(count, why)
    if (why === 'closed') log.warn({ count }, 'audit entries not stored at the end')
  }
  const writers = perStream(stream =>
    createAuditWriter({ audit: audit[stream], steady, processId, onLost }, auditPace),
  )
  const refusals = recordRefusals(writers.hits)
  /** Hits of before stand before it: an erased dialog has none after its erasure. */
  const record = async (stream: AuditStream, event: AuditEvent): Promise<void> => {
    await writers.hits.flush()
    await writers[stream].record(event)
  }
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
      for (const { kind, rule, hash } of listed)
        writers.hits.enqueue({ kind, place, rule, traceId, hash, ...about })
      if (more > 0)
        writers.hits.enqueue({ kind: 'more', place, rule: 'more', traceId, count: more, ...about })
    },
    toolCalled({ tool, outcome, who, traceId }) {
      const about = { shop: who.shop, dialog: named(who.dialogId), customer: named(who.owner) }
      writers.hits.enqueue({ kind: 'tool', place: tool.name, rule: outcome, traceId, ...about })
    },
    seatActed({ act, seat, dialogId }) {
      // An act over a socket has no trace of its own.
      const traceId = deps.newId()
      const about = { shop: seat.shop, by: seat.sub, dialog: named(dialogId) }
      writers.seats.enqueue({ kind: 'seat', place: '/seat', rule: act, traceId, ...about })
    },
    revealed({ seat, dialogId, traceId }) {
      const about = { shop: seat.shop, by: seat.uid, dialog: named(dialogId) }
      return record('seats', { kind: 'seat', place: PICTURE, rule: 'reveal', traceId, ...about })
    },
    decided({ tool, by, decision, state, owner, dialogId, traceId }) {
      writers.hits.enqueue({
        kind: 'confirm',
        place: tool,
        rule: decision,
        to: state,
        traceId,
        shop: by.shop,
        dialog: named(dialogId),
        customer: named(owner),
        ...(by.kind === 'seat' && { by: by.sub }),
      })
    },
    auditLog: {
      acted: ({ method, path }, { uid, shop }, { trace, change }) =>
        record('acts', {
          kind: 'admin',
          place: path,
          rule: method,
          traceId: trace.traceId,
          shop,
          by: uid,
          ...change,
        }),
      refused({ path }, reason, { traceId }) {
        refusals.add({ kind: 'refused', place: path, rule: reason, traceId })
      },
      erased: ({ path }, { dialogId, owner, shop }, { traceId }) =>
        record(dialogId === undefined ? 'acts' : 'erasures', {
          kind: 'erasure',
          place: path,
          rule: dialogId === undefined ? 'customer' : 'dialog',
          traceId,
          ...(dialogId !== undefined && { dialog: named(dialogId) }),
          shop,
          customer: named(owner),
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
    async close() {
      await refusals.close()
      for (const writer of Object.values(writers)) await writer.close()
    },
  }
}

const MINUTE_MS = 60_000

/** Lists the first refusals of each minute and counts the others. */
function recordRefusals(writer: AuditWriter) {
  const refusals = createRefusals()
  const minutes = repeat(async () => refusals.next().forEach(writer.enqueue), MINUTE_MS)
  return {
    add(refusal: AuditEvent): void {
      if (refusals.add(refusal)) writer.enqueue(refusal)
    },
    async close(): Promise<void> {
      await minutes.now()
      await minutes.close()
    },
  }
}
