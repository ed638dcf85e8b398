// Metrics of people at the desk: handoffs, claims, replies.
import { Counter, Histogram, type Registry } from 'prom-client'
import type { HandoffOutcome } from '../dialog/store/handoff.js'

export interface PeopleMetrics {
  /** A customer asked, or a rule did: `outcome` is queued, or why not. */
  handoff(reason: string, outcome: HandoffOutcome): void
  claimRefused(reason: string): void
  /** A claim, after a wait of so long. */
  claimed(waitedMs: number): void
  /** How long a customer waited for each second that was foretold. */
  foretold(ratio: number): void
  /** A message of a seat: so long after the customer's first unanswered one, and after the claim if it is the first since. */
  said(replyMs: number | undefined, firstReplyMs: number | undefined): void
  /** A customer is asked to rate a service. */
  ratingInvited(): void
  /** A dialog went back to the queue because its seat was lost. */
  returned(dialogId: string): void
}

const WAIT_S = [1, 5, 10, 30, 60, 120, 180, 300, 600, 1800]
const REPLY_S = [5, 10, 30, 60, 100, 180, 300, 600]
const RATIOS = [0.25, 0.5, 0.75, 1, 1.33, 2, 4]
const IN_TIME_MS = 180_000

export function createPeopleMetrics(registry: Registry): PeopleMetrics {
  const registers = [registry]
  const handoffs = new Counter({
    name: 'handoff_total',
    help: 'Wishes for a person',
    labelNames: ['reason', 'outcome'],
    registers,
  })
  const refused = new Counter({
    name: 'claims_refused_total',
    help: 'Claims that were refused',
    labelNames: ['reason'],
    registers,
  })
  const waits = new Histogram({
    name: 'handoff_wait_seconds',
    help: 'Wish to claim',
    buckets: WAIT_S,
    registers,
  })
  const replies = new Histogram({
    name: 'seat_reply_seconds',
    help: "Customer's message to the seat's",
    buckets: REPLY_S,
    registers,
  })
  const firstReplies = new Histogram({
    name: 'seat_first_reply_seconds',
    help: "Claim to the seat's first message",
    buckets: REPLY_S,
    registers,
  })
  const foretold = new Histogram({
    name: 'handoff_eta_error_ratio',
    help: 'Wait to claim divided by what was foretold',
    buckets: RATIOS,
    registers,
  })
  const rounds = new Counter({
    name: 'seat_rounds_total',
    help: 'Messages answered by a seat',
    labelNames: ['in_time'],
    registers,
  })
  const invited = new Counter({
    name: 'ratings_invited_total',
    help: 'Customers asked to rate',
    labelNames: ['about'],
    registers,
  })
  return {
    handoff: (reason, outcome) => handoffs.inc({ reason, outcome }),
    claimRefused: reason => refused.inc({ reason }),
    claimed: waitedMs => waits.observe(waitedMs / 1000),
    foretold: ratio => foretold.observe(ratio),
    said(replyMs, firstReplyMs) {
      if (firstReplyMs !== undefined) firstReplies.observe(firstReplyMs / 1000)
      if (replyMs === undefined) return
      replies.observe(replyMs / 1000)
      rounds.inc({ in_time: String(replyMs <= IN_TIME_MS) })
    },
    ratingInvited: () => invited.inc({ about: 'service' }),
    returned: () => handoffs.inc({ reason: 'returned', outcome: 'queued' }),
  }
}
