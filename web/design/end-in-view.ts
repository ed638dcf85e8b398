// Keeps the end of a talk in view for as long as its reader has not scrolled away from it. It scrolls when the talk has just
// been changed, which has it laid out there and then, and not once more with the frame; and when it has another size for
// other reasons.
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

/** A view this near the end is at the end. */
const NEAR_PX = 48

export interface EndInView {
  /** The reader looks at something earlier. */
  readonly isAway: boolean
  readonly toEnd: () => void
  /** To be called with the box's scroll events. */
  readonly onScroll: () => void
}

/** `box` scrolls, and all that is in it lies in `content`. */
export function useEndInView(
  box: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
): EndInView {
  const [isAway, setAway] = useState(false)
  const now = useRef({ isAway, isOurs: false })
  now.current.isAway = isAway
  const toEnd = () => {
    if (box.current === null) return
    const { scrollTop } = box.current
    box.current.scrollTo({ top: box.current.scrollHeight })
    if (box.current.scrollTop !== scrollTop) now.current.isOurs = true
  }
  const follow = () => {
    if (!now.current.isAway) toEnd()
  }
  useLayoutEffect(follow)
  useEffect(() => {
    if (box.current === null || content.current === null) return
    const sizes = new ResizeObserver(follow)
    sizes.observe(box.current)
    sizes.observe(content.current)
    return () => sizes.disconnect()
  }, [])
  const onScroll = () => {
    const { isOurs } = now.current
    now.current.isOurs = false
    if (isOurs || box.current === null) return
    const { scrollHeight, scrollTop, clientHeight } = box.current
    setAway(scrollHeight - scrollTop - clientHeight > NEAR_PX)
  }
  return { isAway, toEnd, onScroll }
}
