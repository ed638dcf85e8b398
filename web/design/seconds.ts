// The seconds of a page's clocks. Each part that shows one is drawn by itself, and only when it shows something else; the
// page around it is not.
import { useEffect, useRef, useState } from 'preact/hooks'

export interface Seconds {
  /** Now, in whole seconds of the epoch. */
  now(): number
  /** Calls once a second until the function that is returned is called. */
  each(tick: () => void): () => void
}

export function createSeconds(): Seconds {
  const ticks = new Set<() => void>()
  setInterval(() => {
    for (const tick of ticks) tick()
  }, 1_000)
  return {
    now: () => Math.floor(Date.now() / 1_000),
    each(tick) {
      ticks.add(tick)
      return () => ticks.delete(tick)
    },
  }
}

/** What is shown at this second. `valueAt` gives something that `===` compares. */
export function useSecond<Value>(seconds: Seconds, valueAt: (second: number) => Value): Value {
  const [, draw] = useState({})
  const value = valueAt(seconds.now())
  const shown = useRef({ value, valueAt })
  shown.current = { value, valueAt }
  useEffect(
    () =>
      seconds.each(() => {
        if (shown.current.valueAt(seconds.now()) !== shown.current.value) draw({})
      }),
    [seconds],
  )
  return value
}
