// A list of dialogs, of which the rows in sight are drawn: hundreds may wait.
import { useRef } from 'preact/hooks'
import { pure } from '../design/pure.js'
import { useRowsInSight } from '../design/rows-in-sight.js'
import type { DeskView } from './desk-view.js'
import type { Row } from './frames.js'
import { RowView } from './row-view.js'

interface RowsProps extends Pick<DeskView, 'said' | 'work' | 'seconds'> {
  readonly rows: readonly Row[]
}

/** As high as desk.css makes a row. */
const ROW_PX = 88

export const Rows = pure(({ rows, ...desk }: RowsProps) => {
  const list = useRef<HTMLUListElement>(null)
  const { first, end } = useRowsInSight(list, { rows: rows.length, rowPx: ROW_PX })
  return (
    <ul
      class="rows"
      ref={list}
      style={{ height: `${rows.length * ROW_PX}px`, paddingBlockStart: `${first * ROW_PX}px` }}
    >
      {rows.slice(first, end).map(row => (
        <RowView key={row.dialogId} {...desk} row={row} />
      ))}
    </ul>
  )
})
