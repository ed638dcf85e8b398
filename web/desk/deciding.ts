// A seat's yes or no to a proposed write. Over HTTP: a request whose reply was lost is repeated, and the server says again
// what became of the write.
import { ProblemError } from '../client/problem-error.js'
import type { Decided } from './board.js'
import { type BoardStore, changeHeldIn } from './held-store.js'
import type { SeatHttp } from './seat-http.js'

export interface DecidingDeps {
  readonly store: BoardStore
  readonly confirm: SeatHttp['confirm']
  /** Shown when the server gave no reply. */
  readonly noReply: string
}

/** Says yes or no to a proposed write. */
export type Decide = (dialogId: string, confirmId: string, decision: 'yes' | 'no') => void

export function createDecide({ store, confirm, noReply }: DecidingDeps): Decide {
  const held = changeHeldIn(store)

  async function ended(dialogId: string, confirmId: string, decision: 'yes' | 'no'): Promise<Decided> {
    try {
      return (await confirm(dialogId, confirmId, decision)).state
    } catch (error) {
      if (error instanceof ProblemError && [404, 410].includes(error.status)) return 'expired'
      throw error
    }
  }

  return async (dialogId, confirmId, decision) => {
    const mark = (now: Decided | undefined, fault?: string) =>
      held(dialogId, ({ decided }) => ({ decided: { ...decided, [confirmId]: now }, fault }))
    mark('deciding')
    try {
      mark(await ended(dialogId, confirmId, decision))
    } catch (error) {
      mark(undefined, error instanceof ProblemError ? (error.detail ?? error.type) : noReply)
    }
  }
}
