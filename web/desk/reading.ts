// Tells the server what the seat has seen of a dialog: once a second at most, while the tab is in front and the talk is
// within its window.
import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useInSight } from '../design/in-sight.js'
import type { Seconds } from '../design/seconds.js'

/** `read` is called with the newest message of the talk that `box` shows. */
export function useReading(
  box: RefObject<Element | null>,
  seconds: Seconds,
  { newest, read }: { readonly newest: number; readonly read: (seq: number) => void },
): void {
  const isInSight = useInSight(box)
  const latest = useRef(newest)
  latest.current = newest
  useEffect(() => {
    if (!isInSight) return
    return seconds.each(() => {
      if (!document.hidden) read(latest.current)
    })
  }, [isInSight])
}
