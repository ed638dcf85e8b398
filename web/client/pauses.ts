// Pauses before a next attempt that can all be cut short: the network is back.
import { pause } from './retry.js'

export interface Pauses {
  /** As `pause` of retry.ts, and over at once when it is woken. */
  pause(ms: number, signal: AbortSignal): Promise<void>
  wake(): void
}

export function createPauses(): Pauses {
  let waking = new AbortController()
  return {
    async pause(ms, signal) {
      const { signal: woken } = waking
      await pause(ms, AbortSignal.any([signal, woken])).catch(reason => {
        if (!woken.aborted || signal.aborted) throw reason
      })
    },
    wake() {
      waking.abort()
      waking = new AbortController()
    },
  }
}
