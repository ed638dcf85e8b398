// The index of acknowledged turns as a Redis stream and its consumer group, one consumer a process.
// Nobody reads new entries with `>`: each is claimed for its promoter in the script that adds it.
import { pendingGroup, pendingKey } from '../../redis/keys.js'
import type { WriteScript } from '../../redis/scripts.js'
import type { WaitReplicas } from '../../redis/wait-replicas.js'
import { PENDING_IDLE_MS, type Pending, type PendingEntry, SWEEP_COUNT } from './pending.js'

/** Entries read in one call. */
const PAGE = 500

export function createRedisPending(write: WriteScript, replicated: WaitReplicas): Pending {
  return {
    async promote({ dialogId, turnId, traceparent }, processId) {
      const args = [processId, dialogId, turnId, traceparent, pendingGroup]
      const entryId = (await write('pending_promote', [pendingKey], args)).slice(1)
      await replicated(pendingKey)
      return entryId
    },
    async sweep(processId, live) {
      const args = [processId, [...live].join(''), PENDING_IDLE_MS, SWEEP_COUNT, pendingGroup]
      return readEntries((await write('pending_sweep', [pendingKey], args)).slice(1))
    },
    async strike(entryIds) {
      await write('pending_done', [pendingKey], [pendingGroup, entryIds.join(' ')])
    },
    async strikeTurns(turnIds) {
      let from = '-'
      while (from !== '') {
        const args = [pendingGroup, turnIds.join(''), from, PAGE]
        from = (await write('pending_strike', [pendingKey], args)).slice(1)
      }
    },
  }
}

function readEntries(joined: string): PendingEntry[] {
  if (joined === '') return []
  const words = joined.split('\n')
  const entries: PendingEntry[] = []
  for (let i = 0; i < words.length; i += 5) {
    const [entryId = '', from = '', dialogId = '', turnId = '', traceparent = ''] = words.slice(i, i + 5)
    entries.push({ entryId, from, dialogId, turnId, traceparent })
  }
  return entries
}
