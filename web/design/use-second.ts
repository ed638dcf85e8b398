// A part of a page that shows a clock: drawn by itself, and only when it shows something else.
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Seconds } from './seconds.js'

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
