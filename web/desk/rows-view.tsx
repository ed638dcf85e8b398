// A list of dialogs, of which the rows in sight are drawn: hundreds may wait.
import { useRef } from 'preact/hooks'
import { useInSight } from '../design/in-sight.js'
import type { DeskView } from './desk-view.js'
import type { Row } from './frames.js'
import { RowView } from './row-view.js'

interface RowsProps extends Pick<DeskView, 'said' | 'work' | 'seconds'> {
  readonly rows: readonly Row[]
}

/** Rows that come into sight and leave it together. */
const TOGETHER = 10
/** As high as desk.css makes a row. */
const ROW_PX = 88

export function Rows({ rows, ...desk }: RowsProps) {
  const starts = Array.from({ length: Math.ceil(rows.length / TOGETHER) }, (_none, i) => i * TOGETHER)
  return (
    <>
      {starts.map(start => (
        <Together key={start} {...desk} rows={rows.slice(start, start + TOGETHER)} />
      ))}
    </>
  )
}

function Together({ rows, ...desk }: RowsProps) {
  const place = useRef<HTMLUListElement>(null)
  const isInSight = useInSight(place, ROW_PX * TOGETHER)
  return (
    <ul ref={place} style={{ height: `${rows.length * ROW_PX}px` }}>
      {isInSight && rows.map(row => <RowView key={row.dialogId} {...desk} row={row} />)}
    </ul>
  )
}
