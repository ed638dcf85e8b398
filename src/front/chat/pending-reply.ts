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
        new HeldRequest(shared, budgetMs).start(order, { client, resolve, reject })
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

/** All that a request needs while it waits. */
interface Wait extends HeldReply {
  readonly order: TurnOrder
  /** When the budget ends, epoch milliseconds. */
  readonly budgetEndsAt: number
  posted?: Posted
  timer?: NodeJS.Timeout
  /** When the first try to promise was due, epoch milliseconds; undefined before it and from the second on. */
  dueAt?: number | undefined
}

class HeldRequest implements Sink {
  readonly #place: Place<HeldRequest>
  /** Undefined when the request is over, and no closure holds it: one that lived through two young collections points to
   *  nothing then. When each kept its turn, what had grown old kept the turns after it alive, too, and 8 to 15 % of what
   *  turns allocate grew old before it was freed (--trace-gc, 128 connections). */
  #wait: Wait | undefined

  constructor(
    private readonly shared: SharedWait,
    private readonly budgetMs: number,
  ) {
    this.#place = shared.waits.enter(this)
  }

  start(order: TurnOrder, { client, resolve, reject }: HeldReply): void {
    const { chat, clock } = this.shared
    const wait: Wait = { order, client, resolve, reject, budgetEndsAt: order.admittedAt + this.budgetMs }
    this.#wait = wait
    try {
      wait.posted = chat.post({ order, sink: this, streams: false })
    } catch (refusal) {
      this.fail(refusal)
      return
    }
    // The turn may have ended while it was posted.
    if (this.#wait === undefined) return
    client.onGone = () => this.#leave()
    const inMs = wait.budgetEndsAt - PromiseLead.most(this.budgetMs) - clock.now()
    wait.timer = setTimeout(() => this.#promoteInTime(), inMs)
  }

  accepted(): void {}

  delta(): void {}

  end(reply: TurnReply): void {
    const wait = this.#over()
    if (wait === undefined) return
    const { clock, lead } = this.shared
    if (wait.posted) lead.observe(wait.posted.steps.commitMs, clock.now())
    this.#responded(wait)
    wait.resolve(json(200, replyOf(reply), { 'Server-Timing': timing(wait, reply.costMs) }))
  }

  fail(fault: unknown): void {
    this.#over()?.reject(fault)
  }

  /** Promotes now; what cannot be promoted is refused. */
  async expire(): Promise<void> {
    await this.#promote()
    this.fail(new Problem('draining'))
  }

  /** How early the promise has to begin is asked when it could be due at the earliest, not when the turn is posted: lookups have
   *  ended by then and ask nothing, and of a vendor's turn the newest trips decide, which a crowd's beginning makes longer. */
  #promoteInTime(): void {
    const wait = this.#wait
    if (wait === undefined) return
    const now = this.shared.clock.now()
    wait.dueAt = wait.budgetEndsAt - this.shared.lead.of(this.budgetMs, now)
    if (wait.dueAt <= now) void this.#promote()
    else this.#promoteIn(wait, wait.dueAt - now)
  }

  #promoteIn(wait: Wait, ms: number): void {
    wait.timer = setTimeout(() => this.#promote(), ms)
  }

  async #promote(): Promise<void> {
    const wait = this.#wait
    clearTimeout(wait?.timer)
    if (wait?.posted === undefined) return
    try {
      const promotion = await wait.posted.promote()
      // It may have ended, or its client gone, while the store was asked: the answer is worth more than a 202.
      if (this.#wait === undefined) return
      if (promotion.kind === 'pending') this.#promise(promotion.ref, promotion.mode)
      else {
        wait.dueAt = undefined
        this.#promoteIn(wait, PROMOTE_AGAIN_MS)
      }
    } catch (fault) {
      this.fail(fault)
    }
  }

  #promise(ref: TurnRef, mode: Mode): void {
    const wait = this.#over()
    if (wait === undefined) return
    const { clock, lead, meter } = this.shared
    const now = clock.now()
    const costMs = now - wait.order.admittedAt
    if (wait.dueAt !== undefined && now >= wait.dueAt) lead.observe(now - wait.dueAt, now)
    wait.posted?.detach()
    this.#responded(wait)
    meter.promoted()
    const headers = { Location: pathOf(ref), 'Server-Timing': timing(wait, costMs) }
    wait.resolve(json(202, pendingOf(ref, mode, costMs), headers))
  }

  #responded({ order }: Wait): void {
    this.shared.meter.responded(this.shared.clock.now() - order.admittedAt)
  }

  #leave(): void {
    this.#over()?.posted?.detach()
  }

  /** Claims the reply: for the first caller what the request held, undefined for every other. */
  #over(): Wait | undefined {
    const wait = this.#wait
    if (wait === undefined) return undefined
    this.#wait = undefined
    this.shared.waits.leave(this.#place)
    clearTimeout(wait.timer)
    wait.client.onGone = undefined
    return wait
  }
}

/** Without steps the turn ended while it was being posted. */
function timing({ posted }: Wait, totalMs: number): string {
  return posted === undefined ? refusalTiming(totalMs) : serverTiming(posted.steps, totalMs)
}
