// Whether an element is within its window, without anybody measuring it.
import type { RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** `nearPx`: an element so near above or below is in sight, too. */
export function useInSight(element: RefObject<Element | null>, nearPx = 0): boolean {
  const [isInSight, setInSight] = useState(false)
  useEffect(() => {
    if (element.current === null) return
    const sight = new IntersectionObserver(
      entries => setInSight(entries.at(-1)?.isIntersecting === true),
      // From the element that scrolls: the root's margin does not reach into it.
      { root: element.current.closest('[data-scrolls]'), rootMargin: `${nearPx}px 0px` },
    )
    sight.observe(element.current)
    return () => sight.disconnect()
  }, [])
  return isInSight
}
