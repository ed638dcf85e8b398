// A plain HTTP reply that waits for its turn: 200 when it ends in time, 202 when the budget is spent and the
// turn could be made durable, a problem when it fails.
import type { Clock } from '../clock.js'
import type { Chat, Posted, Sink, TurnOrder, TurnReply } from '../dialog/chat.js'
import { Problem } from '../problem.js'
import type { Meter } from './ports.js'
import { json, type Reply } from './reply.js'
import type { Client } from './request.js'
import { pathOf, pendingOf, replyOf } from './shapes.js'

/** While a turn cannot be made durable (store away), how often that is tried again. */
const PROMOTE_AGAIN_MS = 250

export interface Waiting {
  /** Posts the turn; the promise ends with the reply, or with the Problem that takes its place. */
  reply(order: TurnOrder, budgetMs: number, client: Client): Promise<Reply>
  /** The process goes away: whatever still waits gets its 202 or a 503 now. */
  expire(): Promise<void>
}

export interface WaitingParts {
  readonly chat: Chat
  readonly clock: Clock
  readonly meter: Meter
}

export function createWaiting(parts: WaitingParts): Waiting {
  const waits = new Set<Wait>()
  return {
    reply: (order, budgetMs, client) =>
      new Promise((resolve, reject) => {
        const wait = new Wait({ ...parts, waits, order, client }, resolve, reject)
        waits.add(wait)
        wait.start(budgetMs)
      }),
    expire: async () => {
      await Promise.all([...waits].map(wait => wait.expire()))
    },
  }
}

interface WaitParts extends WaitingParts {
  readonly waits: Set<Wait>
  readonly order: TurnOrder
  readonly client: Client
}

class Wait implements Sink {
  #posted: Posted | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(
    private readonly parts: WaitParts,
    private readonly resolve: (reply: Reply) => void,
    private readonly reject: (reason: unknown) => void,
  ) {}

  start(budgetMs: number): void {
    const { chat, order, client, clock } = this.parts
    try {
      this.#posted = chat.post(order, this, false)
    } catch (refusal) {
      this.#settle(() => this.reject(refusal))
      return
    }
    if (!this.#isWaiting) return
    client.onGone = () => this.#leave()
    this.#promoteIn(order.admittedAt + budgetMs - clock.now())
  }

  accepted(): void {}

  delta(): void {}

  end(reply: TurnReply): void {
    this.#settle(() => {
      this.#responded()
      this.resolve(json(200, replyOf(reply)))
    })
  }

  fail(problem: Problem): void {
    this.#settle(() => this.reject(problem))
  }

  /** Promotes now; what cannot be promoted is refused. */
  async expire(): Promise<void> {
    await this.#promote()
    this.fail(new Problem('draining'))
  }

  get #isWaiting(): boolean {
    return this.parts.waits.has(this)
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
      if (promotion.at === 'not-now') return this.#promoteIn(PROMOTE_AGAIN_MS)
      const { order, clock, meter } = this.parts
      const costMs = clock.now() - order.admittedAt
      const body = pendingOf(promotion.ref, promotion.mode, costMs)
      this.#leave()
      this.#responded()
      meter.promoted()
      this.resolve(json(202, body, { Location: pathOf(promotion.ref) }))
    } catch (fault) {
      this.#settle(() => this.reject(fault))
    }
  }

  #responded(): void {
    this.parts.meter.responded(this.parts.clock.now() - this.parts.order.admittedAt)
  }

  #leave(): void {
    this.#settle(() => this.#posted?.leave())
  }

  /** The one way out: whoever comes second finds it closed. */
  #settle(how: () => void): void {
    if (!this.parts.waits.delete(this)) return
    clearTimeout(this.#timer)
    this.parts.client.onGone = undefined
    how()
  }
}
