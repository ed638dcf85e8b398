// One question on its way: its key, its place, its deltas, its end. Which link carries it is not known here.

import type { Answer, Place } from './api-types.js'
import { ConnectionError } from './problem-error.js'
import { pauseMs } from './retry.js'

export interface AskOptions {
  /** The dialog to go on with; without it a new one opens. */
  readonly dialogId?: string
  /** Its Idempotency-Key, when the application keeps questions over a reload of its page; otherwise one is made. */
  readonly key?: string
  /** The page, product or order seen. */
  readonly context?: { readonly order_id?: string; readonly product_id?: string; readonly page?: string }
  /** Cards, such as an order; a text may be absent then. */
  readonly attachments?: readonly object[]
  /** Where the server put the turn; before any delta. */
  readonly onAccepted?: (place: Place) => void
  /** A piece of the answer, and all pieces so far. Provisional: the answer replaces them, and after a broken
   *  connection they begin anew. */
  readonly onDelta?: (delta: string, soFar: string) => void
  /** The turn will be tried again in `ms`: the error says why. */
  readonly onWait?: (error: unknown, ms: number) => void
  /** Aborting it rejects the promise, and cancels the turn where it is known already. */
  readonly signal?: AbortSignal
}

/** `sent`: a link has it. `placed`: it has its place in the dialog. `paused`: its attempt failed and it waits, then it
 *  is to be sent `again`. */
export type TurnStatus = 'new' | 'sent' | 'placed' | 'paused' | 'again'

/** Carries turns: one attempt each, which ends with `end` or `attemptFailed`. */
export interface Link {
  carry(turn: Turn): void
}

export interface TurnOwner {
  accepted(turn: Turn, place: Place): void
  /** To be carried again after the pause. */
  again(turn: Turn, ms: number): void
  /** The customer does not want it any more. */
  abandoned(turn: Turn): void
  /** It may be too late for the turn; it is news all the same. */
  answered(answer: Answer): void
  over(turn: Turn): void
}

export interface TurnDeps {
  readonly text: string
  readonly key: string
  readonly options: AskOptions
  readonly owner: TurnOwner
  /** Troubles in a row may last so long; then the last of them is the outcome. */
  readonly giveUpMs: number
  readonly random: () => number
}

export class Turn {
  /** As it is first sent; repeated as it was. */
  dialogId: string | undefined
  place: Place | undefined
  status: TurnStatus = 'new'
  isOver = false
  readonly answer: Promise<Answer>
  readonly #abort = new AbortController()
  #resolve: (answer: Answer) => void = () => undefined
  #reject: (error: unknown) => void = () => undefined
  #soFar = ''
  #trouble: { since: number; last: number; attempts: number } | undefined

  constructor(private readonly deps: TurnDeps) {
    this.dialogId = deps.options.dialogId
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    const { signal } = deps.options
    if (signal?.aborted) this.#abandon(signal.reason)
    else signal?.addEventListener('abort', this.#onAbort)
  }

  get text(): string {
    return this.deps.text
  }

  /** Its Idempotency-Key, the same at every attempt. */
  get key(): string {
    return this.deps.key
  }

  /** The body of the turn, but for its dialog. */
  get body(): object {
    const { context, attachments } = this.deps.options
    return { text: this.text, context, attachments }
  }

  get wantsDeltas(): boolean {
    return this.deps.options.onDelta !== undefined
  }

  /** Aborts when the turn is over, however it ended. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  accept(place: Place): void {
    const isFirst = this.place === undefined
    this.place = place
    this.status = 'placed'
    this.#soFar = ''
    this.deps.owner.accepted(this, place)
    if (isFirst && !this.isOver) this.deps.options.onAccepted?.(place)
  }

  delta(text: string): void {
    if (this.isOver) return
    this.#soFar += text
    this.deps.options.onDelta?.(text, this.#soFar)
  }

  end(answer: Answer): void {
    if (this.place === undefined) this.accept(answer)
    if (this.#close()) this.#resolve(answer)
    this.deps.owner.answered(answer)
  }

  /** An attempt failed: it is repeated if that can help. */
  attemptFailed(error: unknown): void {
    if (this.isOver) return
    const { giveUpMs, random, options, owner } = this.deps
    const now = Date.now()
    const isNew = this.#trouble === undefined || now - this.#trouble.last > giveUpMs
    const trouble = isNew || !this.#trouble ? { since: now, last: now, attempts: 0 } : this.#trouble
    const ms = pauseMs(error, trouble.attempts++, random)
    trouble.last = now
    this.#trouble = trouble
    if (ms === undefined || now + ms - trouble.since > giveUpMs) {
      this.fail(error)
    } else {
      this.status = 'paused'
      options.onWait?.(error, ms)
      owner.again(this, ms)
    }
  }

  /** The network is back: pauses that grew while it was away begin short again. */
  networkBack(): void {
    if (this.#trouble) this.#trouble.attempts = 0
  }

  fail(error: unknown): void {
    if (this.#close()) this.#reject(error)
  }

  readonly #onAbort = () => this.#abandon(this.deps.options.signal?.reason)

  #abandon(reason: unknown): void {
    this.fail(reason ?? new ConnectionError('The turn was given up'))
    this.deps.owner.abandoned(this)
  }

  /** The one way out: true for whoever comes first. */
  #close(): boolean {
    if (this.isOver) return false
    this.isOver = true
    this.deps.options.signal?.removeEventListener('abort', this.#onAbort)
    this.#abort.abort()
    this.deps.owner.over(this)
    return true
  }
}
