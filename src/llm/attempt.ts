// One HTTP exchange with the vendor, straight on undici's dispatcher: its deltas leave in the tick in which they are
// read, and it costs less than Pool.request with its stream (perf/benches/llm-client.ts). Knows statuses and time; retries, breaker and queue are elsewhere.
import type { Dispatcher } from 'undici'
import type { StopSignal } from '../stop.js'
import type { AttemptEnd } from './attempt-end.js'
import { failureOf } from './failure.js'
import type { Reading } from './gathered.js'
import type { LlmFailure } from './llm.js'
import type { Protocol } from './protocol.js'
import { createReader, type Reader } from './reader.js'

export interface AttemptPlan {
  readonly dispatcher: Pick<Dispatcher, 'dispatch'>
  readonly protocol: Protocol
  /** Path and query. */
  readonly path: string
  /** Names and values in turn. */
  readonly headers: string[]
  readonly body: string
  readonly offersTools: boolean
  /** For the whole call; of a stream, for the first token and between tokens. */
  readonly timeoutMs: number
  readonly msLeft: number
  readonly signal: StopSignal
  /** Absent for a whole answer. */
  readonly onDelta: ((text: string) => void) | undefined
}

/** No answer of 200 tokens comes near it. */
const RESPONSE_MAX_BYTES = 1_048_576

/** Sends the call and reads the response. Expected failures are values; it rejects only when `onDelta` throws. */
export function runAttempt(plan: AttemptPlan): Promise<AttemptEnd> {
  return new Promise((resolve, reject) => new Attempt(plan, resolve, reject).start())
}

class Attempt implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined
  #reader: Reader | undefined
  #status = 0
  #retryAfter: string | undefined
  #bytes = 0
  /** The caller has its end; what still comes from the connection is only waited out. */
  #isSettled = false
  #idleTimer: NodeJS.Timeout | undefined
  #deadlineTimer: NodeJS.Timeout | undefined

  constructor(
    readonly plan: AttemptPlan,
    readonly resolve: (end: AttemptEnd) => void,
    readonly reject: (bug: unknown) => void,
  ) {}

  start(): void {
    const { plan } = this
    if (plan.signal.aborted) {
      this.#fail('aborted')
      return
    }
    plan.signal.addEventListener('abort', this)
    this.#idleTimer = setTimeout(() => this.#stop('timeout'), plan.timeoutMs)
    if (plan.onDelta !== undefined || plan.msLeft < plan.timeoutMs)
      this.#deadlineTimer = setTimeout(() => this.#stop('deadline'), plan.msLeft)
    plan.dispatcher.dispatch(
      { path: plan.path, method: 'POST', headers: plan.headers, body: plan.body },
      this,
    )
  }

  /** The signal's abort: an object listener saves a closure a call. */
  handleEvent(): void {
    this.#stop('aborted')
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // Given up while the connection was still being made.
    if (this.#isSettled) controller.abort(abandoned)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return // An interim response; the real one follows.
    this.#status = status
    this.#retryAfter = oneOf(headers['retry-after'])
    if (status < 300) this.#reader = createReader(this.plan.protocol, this)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length
    const reader = this.#reader
    if (this.#bytes > RESPONSE_MAX_BYTES) this.#stop('bad-response')
    if (this.#isSettled || reader === undefined) return
    this.#guard(() => {
      if (!reader.push(chunk)) return
      const reading = reader.end()
      this.#finish(reading)
      if (reading.kind !== 'answer') controller.abort(abandoned)
    })
  }

  onResponseEnd(): void {
    this.#release()
    const reader = this.#reader
    if (reader === undefined) this.#fail(failureOf(this.#status))
    else this.#guard(() => this.#finish(reader.end()))
  }

  onResponseError(): void {
    this.#release()
    if (!this.#endsAsFinished()) this.#fail(this.#sofar.text === '' ? 'connect' : 'stream-cut')
  }

  /** An error of `onDelta` is a bug of ours, no fault of the vendor. */
  #guard(run: () => void): void {
    try {
      run()
    } catch (bug) {
      this.#settle()
      this.reject(bug)
      this.#controller?.abort(abandoned)
    }
  }

  get offersTools(): boolean {
    return this.plan.offersTools
  }

  onText(text: string): void {
    if (!this.#isSettled) this.plan.onDelta?.(text)
  }

  /** Thinking takes time too. A whole call has one time for all of it. */
  onProgress(): void {
    if (!this.#isSettled && this.plan.onDelta !== undefined) this.#idleTimer?.refresh()
  }

  #finish(reading: Reading): void {
    if (this.#isSettled) return
    if (reading.kind === 'answer') {
      this.#settle()
      const { text, isTruncated, usage, calls } = reading
      this.resolve({ kind: 'answered', text, isTruncated, usage, model: this.#sofar.model, calls })
    } else if (reading.kind === 'declined') this.#fail('declined')
    else if (this.#sofar.text !== '') this.#fail('stream-cut')
    else this.#fail(reading.kind === 'nonsense' ? 'bad-response' : 'server-error')
  }

  /** An answer whose end the vendor has told stays one, however the rest of the response fares. */
  #endsAsFinished(): boolean {
    const reader = this.#reader
    if (reader?.isFinished() !== true) return false
    this.#guard(() => this.#finish(reader.end()))
    return true
  }

  /** Gives the call up: the caller hears at once, and the connection is freed. */
  #stop(why: LlmFailure): void {
    const isTime = why === 'timeout' || why === 'deadline'
    if (!isTime || !this.#endsAsFinished()) this.#fail(why)
    this.#release()
    this.#controller?.abort(abandoned)
  }

  #fail(why: LlmFailure): void {
    if (this.#isSettled) return
    this.#settle()
    this.resolve({ kind: 'failed', why, retryAfter: this.#retryAfter, ...this.#sofar })
  }

  get #sofar() {
    const { text, usage, model } = this.#reader?.sofar() ?? nothing
    return { text: this.plan.onDelta === undefined ? '' : text, usage, model }
  }

  /** The idle timer runs on until the connection is free: a vendor that ends its answer but not its response. */
  #settle(): void {
    this.#isSettled = true
    this.plan.signal.removeEventListener('abort', this)
    clearTimeout(this.#deadlineTimer)
  }

  #release(): void {
    clearTimeout(this.#idleTimer)
    clearTimeout(this.#deadlineTimer)
  }
}

const nothing = { text: '', usage: undefined, model: undefined }
const abandoned = new Error('the call was given up')

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
