// A wait that may be cut short, and that remembers being cut short before it began.
import { type Stop, type StopSignal, stoppedWith } from '../stop.js'

export interface Wakeup {
  wake(): void
  /** Resolves after `ms`, when woken, or when `signal` aborts; at once if it was woken since the last wait. */
  wait(ms: number, signal: StopSignal): Promise<void>
}

export function createWakeup(pause: (ms: number, signal?: StopSignal) => Promise<void>): Wakeup {
  let hasRung = false
  let cut: Stop | undefined
  return {
    wake() {
      hasRung = true
      cut?.abort()
    },
    async wait(ms, signal) {
      if (!hasRung) {
        await stoppedWith(signal, own => {
          cut = own
          return pause(ms, own)
        })
      }
      hasRung = false
    },
  }
}
