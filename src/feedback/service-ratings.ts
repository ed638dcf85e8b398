// Takes what customers say of a service of a person: until a day after its close, once or replaced, or that they do not
// want to rate it. Masks what they wrote.
import type { Identity } from '../auth/identity.js'
import type { ClosedService, Services } from '../dialog/store/services.js'
import { Problem } from '../problem.js'
import type { KeepOnce } from './keep-once.js'
import { isNewScore, type ServiceRating } from './opinions.js'

export interface ServiceRatingOrder {
  readonly customer: Identity
  readonly dialogId: string
  /** Absent: the newest service that was closed. */
  readonly serviceId?: string | undefined
  readonly verdict: Verdict
  /** The raw Idempotency-Key. */
  readonly key?: string | undefined
}

export type Verdict =
  | { readonly declined: true }
  | {
      readonly score: Score
      readonly solved?: boolean | undefined
      /** Raw. */
      readonly comment?: string | undefined
    }

export type Score = 1 | 2 | 3 | 4 | 5

/** Throws Problem 'not-found', 'gone', 'key-reused', 'rate-limited', 'masking-failed' or 'store-away'. */
export type RateService = (order: ServiceRatingOrder) => Promise<void>

export interface ServiceRatingDeps {
  readonly services: Services
  readonly keepOnce: KeepOnce
  mask(text: string): Promise<string>
  /** Called once for each score that changes. */
  rated(rating: { readonly about: 'service'; readonly score: number; readonly variant: string }): void
}

export interface ServiceRatingRules {
  /** Of the release that takes the rating. */
  readonly variant: string
  /** A service may be rated so long after its close. */
  readonly ratingMs: number
}

export function createServiceRatings(
  deps: ServiceRatingDeps,
  { variant, ratingMs }: ServiceRatingRules,
): RateService {
  const { services, keepOnce, mask, rated } = deps

  async function serviceOf({ dialogId, customer, serviceId }: ServiceRatingOrder): Promise<ClosedService> {
    const view = await services.of(dialogId, customer.owner)
    const service = view?.closed.findLast(one => serviceId === undefined || one.serviceId === serviceId)
    if (!view || !service) throw new Problem('not-found')
    if (view.now >= service.closedAt + ratingMs) throw new Problem('gone')
    return service
  }

  async function said(verdict: Verdict): Promise<Pick<ServiceRating, 'score' | 'solved' | 'comment'>> {
    if ('declined' in verdict) return {}
    const { score, solved, comment } = verdict
    const written = comment === undefined ? {} : { comment: await mask(comment) }
    return { score, ...(solved !== undefined && { solved }), ...written }
  }

  return async order => {
    const { dialogId, customer, verdict, key } = order
    const { serviceId, sub } = await serviceOf(order)
    const { owner, shop } = customer
    const rating: ServiceRating = { kind: 'service', serviceId, sub, shop, variant, ...(await said(verdict)) }
    const kept = await keepOnce({ dialogId, owner, opinion: rating, key, sent: verdict })
    await services.settle(dialogId, owner, serviceId)
    const { score } = rating
    if (score !== undefined && isNewScore(kept, score)) rated({ about: 'service', score, variant })
  }
}
