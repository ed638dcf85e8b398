// The cost of a turn: the time of each of its steps, the time that this process works on it, and the vendor's tokens.
import type { Clock } from '../../clock.js'
import type { LlmUsage } from '../../llm/llm.js'
import type { Step, Steps, TurnOrder } from '../chat.js'

/** Called when the process begins to work on a turn, and when the turn waits for others or has ended. */
export interface Load {
  workStarted(): void
  workEnded(ownMs: number, isCheap: boolean): void
}

export interface MeterDeps {
  readonly clock: Clock
  /** Counts the turns that are worked on, for overload control. */
  readonly load: Load
}

export class TurnMeter {
  readonly steps: Steps = { frontMs: 0, maskMs: 0, placeMs: 0, answerMs: 0, vendorMs: 0, commitMs: 0 }
  /** The tokens of the answer; undefined while there is none, and for an answer without a vendor call. */
  usage: LlmUsage | undefined
  readonly #deps: MeterDeps
  readonly #order: TurnOrder
  #steppedAt: number
  /** Undefined while the turn waits for others. */
  #workingFrom: number | undefined
  #ownMs = 0

  constructor(deps: MeterDeps, order: TurnOrder) {
    this.#deps = deps
    this.#order = order
    this.#steppedAt = order.admittedAt
  }

  /** Milliseconds that the process has worked on the turn, the time before it was posted included. */
  get ownMs(): number {
    return this.#ownMs
  }

  /** Charges the time since the last step's end to this one. */
  step(step: Step): void {
    const now = this.#deps.clock.now()
    this.steps[`${step}Ms`] += now - this.#steppedAt
    this.#steppedAt = now
  }

  /** Called once, before any other step. Counts from the admission: reading and admitting the turn was work, too. */
  begin(): void {
    this.#work(this.#order.admittedAt)
  }

  /** Ends the work: the turn waits for others, or has ended. May be called again. */
  pause(): void {
    if (this.#workingFrom === undefined) return
    const ms = this.#deps.clock.now() - this.#workingFrom
    this.#workingFrom = undefined
    this.#ownMs += ms
    this.#deps.load.workEnded(ms, this.#order.known.isCheap)
  }

  /** Ends the wait: the time from now on counts as work again. May be called again. */
  resume(): void {
    if (this.#workingFrom === undefined) this.#work(this.#deps.clock.now())
  }

  /** Pauses until `wait` has its result. A turn whose wait fails is not worked on any more: it ends. */
  async whileWaiting<R>(wait: () => Promise<R>): Promise<R> {
    this.pause()
    const result = await wait()
    this.resume()
    return result
  }

  /** Adds the time of a vendor's call, which is a part of the step `answer`. */
  vendorTook(ms: number, usage: LlmUsage | undefined): void {
    this.steps.vendorMs += ms
    this.usage = usage
  }

  #work(from: number): void {
    this.#workingFrom = from
    this.#deps.load.workStarted()
  }
}
