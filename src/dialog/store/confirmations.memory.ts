// Confirmations in this process's memory, over the records of dialogs.memory.ts.
import type { Clock } from '../../clock.js'
import type { Proposal } from '../../shop/proposal.js'
import {
  CONFIRMATIONS_KEPT,
  type ConfirmationRef,
  type ConfirmationState,
  type Confirmations,
  type Decider,
  type KeptConfirmation,
  type KeptState,
} from './confirmations.js'
import type { DialogRecord } from './dialog-record.js'
import { createDialogShelf, type MemoryState } from './dialog-shelf.js'
import type { DialogLimits } from './limits.js'

export function createMemoryConfirmations(
  clock: Clock,
  { ttlMs }: Pick<DialogLimits, 'ttlMs'>,
  state: MemoryState,
): Confirmations {
  const shelf = createDialogShelf(state, ttlMs)

  function find({ dialogId, confirmId }: ConfirmationRef, decider: Decider) {
    const record = shelf.find(dialogId, clock.now())
    const kept = record?.confirmations.get(confirmId)
    if (!record || !kept) return 'absent'
    const whose = whoseDialog(record, decider)
    return whose === 'theirs' ? { record, kept } : whose
  }

  return {
    async look(ref, decider) {
      const found = find(ref, decider)
      if (typeof found === 'string') return { kind: found }
      const { record, kept } = found
      return {
        kind: 'seen',
        view: { owner: record.owner, shown: kept.shown, state: stateAt(kept, clock.now()) },
      }
    },
    async claim(ref, decider, { attempt, leaseMs }) {
      const found = find(ref, decider)
      if (typeof found === 'string') return false
      const { record, kept } = found
      const now = clock.now()
      if (kept.state.kind === 'executing') return kept.state.attempt === attempt
      if (stateAt(kept, now).kind !== 'open') return false
      become(record, kept, { kind: 'executing', attempt, until: now + leaseMs })
      return true
    },
    async settle({ dialogId, confirmId }, attempt, end) {
      const record = shelf.find(dialogId, clock.now())
      const kept = record?.confirmations.get(confirmId)
      if (!record || !kept) return false
      const { state } = kept
      const isOurs =
        attempt === undefined
          ? state.kind === 'open'
          : state.kind === 'executing' && state.attempt === attempt
      if (isOurs) become(record, kept, { kind: 'ended', attempt, end })
      const isRepeated =
        state.kind === 'ended' &&
        state.attempt === attempt &&
        JSON.stringify(state.end) === JSON.stringify(end)
      return isOurs || isRepeated
    },
  }
}

/** Keeps a turn's proposal. It replaces an open proposal of the same tool. */
export function keepProposal(record: DialogRecord, { shown, bond }: Proposal, now: number): void {
  for (const kept of record.confirmations.values()) {
    if (kept.state.kind === 'open' && kept.shown.tool === shown.tool)
      become(record, kept, { kind: 'expired' })
  }
  makeRoom(record)
  const kept = { shown, expiresAt: now + shown.ttlMs, state: { kind: 'open', bond } as const }
  record.confirmations.set(shown.confirmId, kept)
}

function makeRoom({ confirmations }: DialogRecord): void {
  let over = confirmations.size + 1 - CONFIRMATIONS_KEPT
  for (const [id, { state }] of confirmations) {
    if (over <= 0) return
    if (state.kind === 'executing') continue
    confirmations.delete(id)
    over--
  }
}

function become(record: DialogRecord, { shown, expiresAt }: KeptConfirmation, state: KeptState): void {
  record.confirmations.set(shown.confirmId, { shown, expiresAt, state })
}

function stateAt({ state, expiresAt }: KeptConfirmation, now: number): ConfirmationState {
  switch (state.kind) {
    case 'open':
      return now < expiresAt ? state : { kind: 'expired' }
    case 'executing':
      return { kind: 'executing', attempt: state.attempt, isLost: now >= state.until }
    case 'expired':
      return state
    case 'ended':
      return { kind: 'ended', end: state.end }
  }
}

/** A customer's dialogs are theirs; a seat's are those that it holds. */
export function whoseDialog(
  { owner, handoff, hold }: DialogRecord,
  decider: Decider,
): 'theirs' | 'not-held' | 'absent' {
  if (decider.kind === 'customer') return owner === decider.owner ? 'theirs' : 'absent'
  if (handoff?.shop !== decider.shop) return 'absent'
  return hold?.sub === decider.sub ? 'theirs' : 'not-held'
}
