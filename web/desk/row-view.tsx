// A dialog in a list: what its customer wrote last, why it waits, and for how long.
import { imagesAsWords } from '../client/image-text.js'
import { pure } from '../design/pure.js'
import { useSecond } from '../design/use-second.js'
import type { DeskView } from './desk-view.js'
import type { Row } from './frames.js'

interface RowWordsProps extends Pick<DeskView, 'said' | 'seconds'> {
  readonly row: Row
}

export const RowView = pure(({ row, said, work, seconds }: RowWordsProps & Pick<DeskView, 'work'>) => (
  <li class="row">
    <RowWords row={row} said={said} seconds={seconds} />
    <button type="button" class="solid" onClick={() => work.claim(row.dialogId)}>
      {said.claim}
    </button>
  </li>
))

export function RowWords({ row, said, seconds }: RowWordsProps) {
  return (
    <div>
      <p class="last">{imagesAsWords(row.last, said.picture.name)}</p>
      <p class="small">
        {said.reasons[row.reason] ?? row.reason} · <Waited said={said} seconds={seconds} since={row.since} />
        {row.skill && ` · ${row.skill}`}
        {row.orderId && ` · ${row.orderId}`}
      </p>
    </div>
  )
}

interface WaitedProps extends Pick<DeskView, 'said' | 'seconds'> {
  /** ISO 8601. */
  readonly since: string
}

const Waited = pure(({ since, said, seconds }: WaitedProps) => {
  const words = useSecond(seconds, second =>
    said.waited(Math.max(0, second - Math.round(Date.parse(since) / 1_000))),
  )
  return <>{words}</>
})
