// The first response to a turn, and on a stream the fault that comes after it: what bad seconds are counted by.
import type { TurnOrder } from '../dialog/chat.js'
import { RESPONSE_MS } from '../ops/bad-second.js'
import type { Metrics } from '../ops/metrics.js'
import { problems } from '../problem.js'
import type { ProblemLike, Reply } from './http/reply.js'

export class StreamMeter {
  #hasBegun = false

  constructor(
    private readonly meter: Pick<Metrics, 'served' | 'broke'>,
    private readonly turn: Pick<TurnOrder, 'admittedAt'>,
    private readonly limitMs = RESPONSE_MS,
  ) {}

  /** A piece leaves. */
  begun(): void {
    if (this.#hasBegun) return
    this.#served(false)
  }

  failed({ kind }: Pick<ProblemLike, 'kind'>): void {
    const { status } = problems[kind]
    if (!this.#hasBegun) {
      if (isService(status)) this.#served(status >= 500)
    } else if (status >= 500) {
      this.meter.broke(this.turn.admittedAt)
    }
  }

  #served(isFault: boolean): void {
    this.#hasBegun = true
    this.meter.served({ arrivedAt: this.turn.admittedAt, limitMs: this.limitMs, isFault })
  }
}

/** When a reply's turn began to wait, and within what time its first response is owed. */
interface ReplyTimes {
  readonly turnFrom: number | undefined
  /** RESPONSE_MS when absent. */
  readonly limitMs?: number
}

/** Counts a reply that leaves whole; a stream tells itself when its first event leaves. */
export function countReply(meter: Pick<Metrics, 'served'>, reply: Reply, times: ReplyTimes): void {
  const { turnFrom, limitMs = RESPONSE_MS } = times
  if (turnFrom === undefined || 'start' in reply || !isService(reply.status)) return
  meter.served({ arrivedAt: turnFrom, limitMs, isFault: reply.status >= 500 })
}

/** A request that was wrong says nothing of how customers are served, and must not thin out those who are. */
function isService(status: number): boolean {
  return status < 400 || status === 429 || status >= 500
}
