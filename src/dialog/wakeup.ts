// A wait that may be cut short, and that remembers being cut short before it began.

export interface Wakeup {
  wake(): void
  /** Resolves after `ms`, when rung, or when `signal` aborts; at once if it rang since the last wait. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export function createWakeup(pause: (ms: number, signal?: AbortSignal) => Promise<void>): Wakeup {
  let hasRung = false
  let cut: AbortController | undefined
  return {
    wake() {
      hasRung = true
      cut?.abort()
    },
    async wait(ms, signal) {
      if (!hasRung) {
        cut = new AbortController()
        await pause(ms, AbortSignal.any([signal, cut.signal]))
      }
      hasRung = false
    },
  }
}
