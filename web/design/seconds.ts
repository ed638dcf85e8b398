// The seconds of a page's clocks. Each part that shows one is drawn by itself, and only when it shows something else; the
// page around it is not.
export interface Seconds {
  /** Now, in whole seconds of the epoch. */
  now(): number
  /** Calls once a second until the function that is returned is called. */
  each(tick: () => void): () => void
}

/** Parts of a second: clocks that change all at once would be more than a frame's work. */
const PARTS = 10

export function createSeconds(): Seconds {
  const parts = Array.from({ length: PARTS }, () => new Set<() => void>())
  let at = 0
  setInterval(() => {
    at = (at + 1) % PARTS
    for (const tick of parts[at] ?? []) tick()
  }, 1_000 / PARTS)
  return {
    now: () => Math.floor(Date.now() / 1_000),
    each(tick) {
      const ticks = parts.reduce((least, each) => (each.size < least.size ? each : least))
      ticks.add(tick)
      return () => ticks.delete(tick)
    },
  }
}
