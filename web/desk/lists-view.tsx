// The queue and the left messages, in the order in which the server serves them.
import { pure } from '../design/pure.js'
import type { DeskView } from './desk-view.js'
import type { Row } from './frames.js'

export function Lists({ board, said, work, second }: DeskView) {
  const { waiting, left, me } = board
  const isAway = me !== undefined && me.status !== 'online'
  return (
    <aside aria-label={said.waiting}>
      <h2>
        {said.waiting} <span class="number">{waiting.length}</span>
      </h2>
      {waiting.length === 0 && <p class="small">{isAway ? said.away : said.nobody}</p>}
      <ul>
        {waiting.map(row => (
          <RowView key={row.dialogId} {...{ row, said, work, second }} />
        ))}
      </ul>
      {left.length > 0 && (
        <>
          <h2>
            {said.left} <span class="number">{left.length}</span>
          </h2>
          <ul>
            {left.map(row => (
              <RowView key={row.dialogId} {...{ row, said, work, second }} />
            ))}
          </ul>
        </>
      )}
    </aside>
  )
}

type RowProps = Pick<DeskView, 'said' | 'work' | 'second'> & { readonly row: Row }

const RowView = pure(({ row, said, work, second }: RowProps) => {
  const waitedS = Math.max(0, second - Math.round(Date.parse(row.since) / 1000))
  return (
    <li class="row">
      <div>
        <p class="last">{row.last}</p>
        <p class="small">
          {said.reasons[row.reason] ?? row.reason} · {said.waited(waitedS)}
          {row.skill && ` · ${row.skill}`}
          {row.orderId && ` · ${row.orderId}`}
        </p>
      </div>
      <button type="button" class="solid" onClick={() => work.claim(row.dialogId)}>
        {said.claim}
      </button>
    </li>
  )
})
