// Whether a moment has come: what is drawn by it is drawn anew then.
import { useEffect, useState } from 'preact/hooks'

/** setTimeout knows no longer time. */
const LONGEST_TIMER_MS = 2_147_483_647

/** `at` is ISO 8601. */
export function useIsOver(at: string): boolean {
  const left = Date.parse(at) - Date.now()
  const [isOver, setOver] = useState(left <= 0)
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), Math.min(Math.max(0, left), LONGEST_TIMER_MS))
    return () => clearTimeout(timer)
  }, [at])
  return isOver
}
