// A Stop ends work early. An AbortSignal can do the same, and fits wherever a StopSignal is asked for; but it and
// its controller cost a turn as much as masking its question does, and most turns are never stopped.

/** The part of an AbortSignal that is used. */
export interface StopSignal {
  readonly aborted: boolean
  /** Why, once it was aborted. */
  readonly reason: unknown
  throwIfAborted(): void
  /** The listener is called once, when it is aborted; never when it was aborted before. */
  addEventListener(type: 'abort', listener: StopListener): void
  removeEventListener(type: 'abort', listener: StopListener): void
}

/** A function, or an object, which saves a closure. */
export type StopListener = (() => void) | { handleEvent(): void }

/** The hand and the signal in one. Called only by its owner; others are given it as a StopSignal. */
export class Stop implements StopSignal {
  aborted = false
  reason: unknown
  /** Made for the first one. */
  #listeners: Set<StopListener> | undefined

  abort(reason?: unknown): void {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason ?? new DOMException('This operation was aborted', 'AbortError')
    const listeners = this.#listeners
    // A listener may remove others, which are not called then.
    for (const listener of listeners ?? []) {
      if (typeof listener === 'function') listener()
      else listener.handleEvent()
    }
    listeners?.clear()
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason
  }

  addEventListener(_type: 'abort', listener: StopListener): void {
    if (this.aborted) return
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
  }

  removeEventListener(_type: 'abort', listener: StopListener): void {
    this.#listeners?.delete(listener)
  }
}

/** Runs `work` with a stop of its own, which is also aborted with `signal`. Not AbortSignal.any: on Node 20 a long-lived
 *  signal keeps a trace of everything that it was ever joined with. */
export async function stoppedWith<T>(signal: StopSignal, work: (own: Stop) => Promise<T>): Promise<T> {
  const own = new Stop()
  const abort = () => own.abort(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort)
  try {
    return await work(own)
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
