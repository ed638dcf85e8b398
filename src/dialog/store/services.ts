// What is left of the services of a dialog once seats have closed them: which may be rated, and which the customer is
// asked about. A service that a seat gave back, moved or lost is no longer known.
// Memory and Redis backends pass test/contracts/services.ts.
import type { DialogId } from '../../ids.js'

/** What a seat says of a service when it closes it. */
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

/** The customer is asked to rate this service, until they did or declined. */
export interface RatingInvitation {
  readonly serviceId: string
  /** Epoch milliseconds of the store: no rating is taken later. */
  readonly expiresAt: number
}

/** Throws Problem 'store-away'. */
export interface Services {
  /** The newest last, at most SERVICES_KEPT; undefined for a dialog that is not this customer's. `now` is the store's. */
  of(dialogId: DialogId, owner: string): Promise<ServicesView | undefined>
  /** The customer is asked about this service no more. */
  settle(dialogId: DialogId, owner: string, serviceId: string): Promise<void>
}

export interface ServicesView {
  readonly now: number
  readonly closed: readonly ClosedService[]
}

/** A service may be rated so long after its close. */
export const RATING_MS = 86_400_000
/** A dialog remembers so many of its newest services. */
export const SERVICES_KEPT = 20

/** Nobody is asked about what a seat took for spam. */
export function isInvited(outcome: Outcome): boolean {
  return outcome !== 'spam'
}
