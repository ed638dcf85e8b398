// Which rows of a long list are within the window of what scrolls it. All rows are equally high: nothing is measured but
// the list's own place, when it is scrolled and when what is around it has another size.
import type { RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'

export interface RowsInSight {
  readonly first: number
  /** The one behind the last. */
  readonly end: number
}

/** Rows come and go together, and so many beyond the edges are ready. */
const TOGETHER = 5

/** `list` lies in an element with `data-scrolls`, whose only child holds all that scrolls. */
export function useRowsInSight(
  list: RefObject<HTMLElement | null>,
  { rows, rowPx }: { readonly rows: number; readonly rowPx: number },
): RowsInSight {
  const [{ first, end }, setSeen] = useState<RowsInSight>({ first: 0, end: 0 })
  useEffect(() => {
    const scroller = list.current?.closest<HTMLElement>('[data-scrolls]')
    if (scroller === null || scroller === undefined) return
    const look = () => {
      const above = scroller.scrollTop - (list.current?.offsetTop ?? 0)
      const first = Math.max(0, Math.floor(above / rowPx / TOGETHER) - 1) * TOGETHER
      const end = Math.max(0, Math.ceil((above + scroller.clientHeight) / rowPx / TOGETHER) + 1) * TOGETHER
      setSeen(seen => (seen.first === first && seen.end === end ? seen : { first, end }))
    }
    const sizes = new ResizeObserver(look)
    sizes.observe(scroller)
    if (scroller.firstElementChild !== null) sizes.observe(scroller.firstElementChild)
    scroller.addEventListener('scroll', look, { passive: true })
    return () => {
      sizes.disconnect()
      scroller.removeEventListener('scroll', look)
    }
  }, [rowPx])
  return { first: Math.min(first, rows), end: Math.min(end, rows) }
}
