// Decisions about proposed writes, over HTTP or a socket: of whoever may decide, at a bounded pace. One whose write is
// under way elsewhere waits for its end, and takes a place among what its caller holds open.
import type { Identity } from '../../auth/identity.js'
import type { Confirming, DecidingPerson } from '../../dialog/confirming.js'
import type { ConfirmationEnd, ConfirmationRef } from '../../dialog/store/confirmations.js'
import { Problem } from '../../problem.js'
import type { Trace } from '../../trace/trace.js'
import type { CustomerRate } from '../customer-rate.js'
import type { Holds } from '../holds.js'

export interface DecisionDeps {
  readonly confirming: Confirming
  /** Decisions are counted as questions to the store are. */
  readonly mayAsk: CustomerRate
  readonly holds: Pick<Holds, 'acquire'>
}

/** Throws Problems. */
export interface Decisions {
  decide(
    identity: Identity,
    about: ConfirmationRef & { readonly decision: 'yes' | 'no' },
    trace: Trace,
  ): Promise<ConfirmationEnd>
}

export function createDecisions({ confirming, mayAsk, holds }: DecisionDeps): Decisions {
  return {
    async decide(identity, about, { traceId, traceparent }) {
      const leave = mayAsk(identity.owner) ? holds.acquire(identity.owner) : undefined
      if (leave === undefined) throw new Problem('rate-limited', { retryAfterS: 1 })
      const by = personOf(identity)
      return confirming.decide({ ...about, by, traceId, traceparent }).finally(leave)
    },
  }
}

function personOf({ role, uid, owner, shop, ref }: Identity): DecidingPerson {
  return role === 'seat' ? { kind: 'seat', sub: uid, shop } : { kind: 'customer', owner, uid, shop, ref }
}
