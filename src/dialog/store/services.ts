// The services of a dialog that seats have closed: those that may be rated, and the one that the customer is asked to
// rate. A service that a seat gave back, moved or lost is not kept.
// Memory and Redis backends pass test/contracts/services.ts.
import type { DialogId } from '../../ids.js'

/** A seat's verdict on a service at its close. */
export type Outcome = 'solved' | 'unsolved' | 'no-reply' | 'spam'

/** A service that a seat has closed. */
export interface ClosedService {
  /** 32 hex digits. */
  readonly serviceId: string
  /** The token's `sub` of the seat. */
  readonly sub: string
  readonly outcome: Outcome
  /** Epoch milliseconds of the store. */
  readonly closedAt: number
}

/** An invitation to rate this service, open until the customer rates or declines. */
export interface RatingInvitation {
  readonly serviceId: string
  /** Epoch milliseconds of the store: no rating is taken later. */
  readonly expiresAt: number
}

/** Each method throws Problem 'store-away'. */
export interface Services {
  /** At most SERVICES_KEPT services, the newest last; undefined for a dialog that is not this customer's. `now` is the
   *  store's. */
  of(dialogId: DialogId, owner: string): Promise<ServicesView | undefined>
  /** Ends the invitation to rate this service. */
  settle(dialogId: DialogId, owner: string, serviceId: string): Promise<void>
}

export interface ServicesView {
  readonly now: number
  readonly closed: readonly ClosedService[]
}

/** Time after its close in which a service may be rated. */
export const RATING_MS = 86_400_000
/** Number of newest services that a dialog remembers. */
export const SERVICES_KEPT = 20

/** Reason of the notice by which a close answers the turns that waited for the seat. */
export const CLOSED_REASON = 'closed'

/** A service closed as spam has no invitation. */
export function isInvited(outcome: Outcome): boolean {
  return outcome !== 'spam'
}
