// A plain HTTP reply that waits for its turn: 200 when it ends in time, 202 when the budget is spent and the
// turn could be made durable, a problem when it fails.

import type { Clock } from '../../clock.js'
import type { Chat, Posted, Sink, TurnOrder, TurnReply } from '../../dialog/chat.js'
import type { TurnRef } from '../../dialog/store/dialogs.js'
import type { Mode } from '../../dialog/store/talk.js'
import { InFlight, type Place } from '../../in-flight.js'
import type { Metrics } from '../../ops/metrics.js'
import { Problem } from '../../problem.js'
import { json, type Reply } from '../http/reply.js'
import type { Client } from '../http/request.js'
import { refusalTiming, serverTiming } from '../http/server-timing.js'
import { pathOf, pendingOf, replyOf } from './json.js'
import { PromiseLead } from './promise-lead.js'

/** While a turn cannot be made durable (store away), how often that is tried again. */
const PROMOTE_AGAIN_MS = 250

export interface PendingReply {
  /** Posts the turn; the promise ends with the reply, or with the Problem that takes its place. */
  reply(order: TurnOrder, budgetMs: number, client: Client): Promise<Reply>
  /** The process goes away: whatever still waits gets its 202 or a 503 now. */
  expire(): Promise<void>
}

export interface PendingReplyDeps {
  readonly chat: Chat
  readonly clock: Clock
  readonly meter: Pick<Metrics, 'responded' | 'promoted'>
}

export function createPendingReply({ chat, clock, meter }: PendingReplyDeps): PendingReply {
  const shared: SharedWait = { chat, clock, meter, waits: new InFlight(), lead: new PromiseLead() }
  return {
    reply: (order, budgetMs, client) =>
      new Promise((resolve, reject) => {
        new HeldRequest(shared, order, { client, resolve, reject }).start(budgetMs)
      }),
    expire: async () => {
      await Promise.all(shared.waits.all().map(wait => wait.expire()))
    },
  }
}

interface SharedWait extends PendingReplyDeps {
  readonly waits: InFlight<HeldRequest>
  readonly lead: PromiseLead
}

/** The request that waits, and its way back. */
interface HeldReply {
  readonly client: Client
  resolve(reply: Reply): void
  reject(reason: unknown): void
}

class HeldRequest implements Sink {
  #posted: Posted | undefined
  #timer: NodeJS.Timeout | undefined
  /** When the budget ends, epoch milliseconds. */
  #budgetEndsAt = 0
  /** When the first try to promise was due, epoch milliseconds; undefined before it and from the second on. */
  #dueAt: number | undefined
  readonly #place: Place<HeldRequest>

  constructor(
    private readonly shared: SharedWait,
    private readonly order: TurnOrder,
    private readonly waiter: HeldReply,
  ) {
    this.#place = shared.waits.enter(this)
  }

  start(budgetMs: number): void {
    const { chat, clock } = this.shared
    try {
      this.#posted = chat.post({ order: this.order, sink: this, streams: false })
    } catch (refusal) {
      this.fail(refusal)
      return
    }
    if (!this.#isWaiting) return
    this.waiter.client.onGone = () => this.#leave()
    this.#budgetEndsAt = this.order.admittedAt + budgetMs
    const inMs = this.#budgetEndsAt - PromiseLead.most(budgetMs) - clock.now()
    this.#timer = setTimeout(() => this.#promoteInTime(budgetMs), inMs)
  }

  accepted(): void {}

  delta(): void {}

  end(reply: TurnReply): void {
    if (!this.#close()) return
    const { clock, lead } = this.shared
    const commitMs = this.#posted?.steps.commitMs
    if (commitMs !== undefined) lead.observe(commitMs, clock.now())
    this.#responded()
    this.waiter.resolve(json(200, replyOf(reply), { 'Server-Timing': this.#timing(reply.costMs) }))
  }

  fail(fault: unknown): void {
    if (this.#close()) this.waiter.reject(fault)
  }

  /** Promotes now; what cannot be promoted is refused. */
  async expire(): Promise<void> {
    await this.#promote()
    this.fail(new Problem('draining'))
  }

  get #isWaiting(): boolean {
    return this.#place.member !== undefined
  }

  /** How early the promise has to begin is asked late: most turns have ended by then, and a crowd changes it at once. */
  #promoteInTime(budgetMs: number): void {
    const now = this.shared.clock.now()
    this.#dueAt = this.#budgetEndsAt - this.shared.lead.of(budgetMs, now)
    if (this.#dueAt <= now) void this.#promote()
    else this.#promoteIn(this.#dueAt - now)
  }

  #promoteIn(ms: number): void {
    this.#timer = setTimeout(() => this.#promote(), ms)
  }

  async #promote(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#posted === undefined) return
    try {
      const promotion = await this.#posted.promote()
      // It may have ended, or its client gone, while the store was asked: the answer is worth more than a 202.
      if (!this.#isWaiting) return
      if (promotion.kind === 'pending') this.#promise(promotion.ref, promotion.mode)
      else {
        this.#dueAt = undefined
        this.#promoteIn(PROMOTE_AGAIN_MS)
      }
    } catch (fault) {
      this.fail(fault)
    }
  }

  #promise(ref: TurnRef, mode: Mode): void {
    const { clock, lead } = this.shared
    const now = clock.now()
    const costMs = now - this.order.admittedAt
    if (this.#dueAt !== undefined && now >= this.#dueAt) lead.observe(now - this.#dueAt, now)
    this.#leave()
    this.#responded()
    this.shared.meter.promoted()
    const headers = { Location: pathOf(ref), 'Server-Timing': this.#timing(costMs) }
    this.waiter.resolve(json(202, pendingOf(ref, mode, costMs), headers))
  }

  /** Undefined steps: the turn ended while it was being posted. */
  #timing(totalMs: number): string {
    const steps = this.#posted?.steps
    return steps === undefined ? refusalTiming(totalMs) : serverTiming(steps, totalMs)
  }

  #responded(): void {
    this.shared.meter.responded(this.shared.clock.now() - this.order.admittedAt)
  }

  #leave(): void {
    if (this.#close()) this.#posted?.detach()
  }

  /** Claims the reply: true for the first caller only. */
  #close(): boolean {
    if (!this.shared.waits.leave(this.#place)) return false
    clearTimeout(this.#timer)
    this.waiter.client.onGone = undefined
    return true
  }
}
