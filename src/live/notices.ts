// Puts changes on record as other parts report them. A change that cannot be stored now is stored when the store is
// back, if it is among the last hundred.
import type { AuditLog } from '../audit/audit-log.js'
import type { LevelState } from '../ladder/level.js'
import type { BreakerMove } from '../llm/call.js'
import { repeat } from '../timers.js'
import type { Change, ClusterChanges } from './changes.js'

export interface Notices {
  levelChanged(change: { readonly from: LevelState; readonly to: LevelState }): void
  breakerMoved(move: BreakerMove): void
  /** Wraps the audit log so that each act on a document is also a change. */
  watched(auditLog: AuditLog): AuditLog
  /** Notes the processes that came and went since the last call; `live` is undefined while it is not known. */
  membersAre(live: ReadonlySet<string> | undefined): void
  storeIs(word: string): void
  close(): Promise<void>
}

export interface NoticesDeps {
  readonly processId: string
  readonly changes: ClusterChanges
  newId(): string
  onError(error: unknown): void
}

const WAITING_MAX = 100
const RETRY_MS = 1_000

export function createNotices({ processId, changes, newId, onError }: NoticesDeps): Notices {
  const waiting: { readonly change: Change; readonly name: string }[] = []
  let members: ReadonlySet<string> | undefined
  let store = 'ok'

  const sending = repeat(async () => {
    try {
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        await changes.add(next.change, next.name)
        waiting.shift()
      }
    } catch (error) {
      onError(error)
    }
  }, RETRY_MS)

  /** `name` is the same at every process that sees the change. */
  function note(change: Change, name: string): void {
    waiting.push({ change, name })
    waiting.splice(0, waiting.length - WAITING_MAX)
    sending.soon()
  }

  return {
    levelChanged({ from, to }) {
      // An operator's order is noted by `watched` with the operator's name.
      if (to.mode === 'manual' || from.mode === 'manual') return
      const change = { kind: 'level', by: 'ladder', from: from.level, to: to.level, why: to.reason }
      note(change, `level:${to.since}:${to.level}`)
    },
    breakerMoved({ vendor, from, to }) {
      note({ kind: 'breaker', by: processId, from, to, why: vendor }, `breaker:${vendor}:${to}`)
    },
    watched: auditLog => ({
      ...auditLog,
      async acted(route, by, context) {
        await auditLog.acted(route, by, context)
        const { change } = context
        if (change !== undefined)
          note({ kind: route.path.split('/')[2] ?? '', by: by.uid, ...change }, newId())
      },
    }),
    membersAre(live) {
      if (live === undefined) return
      const before = members
      members = live
      if (before === undefined) return
      for (const id of live) {
        if (!before.has(id))
          note({ kind: 'process', by: id, from: null, to: 'live', why: '' }, `process:${id}:live`)
      }
      for (const id of before) {
        if (!live.has(id))
          note({ kind: 'process', by: id, from: 'live', to: 'gone', why: '' }, `process:${id}:gone`)
      }
    },
    storeIs(word) {
      if (word === store) return
      note({ kind: 'store', by: processId, from: store, to: word, why: '' }, `store:${word}`)
      store = word
    },
    close: sending.close,
  }
}
