// The dialogs that the seat holds besides those side by side: how much is unanswered in each, and a way to them.
import { imagesAsWords } from '../client/image-text.js'
import { pure } from '../design/pure.js'
import { type Held, nameOf, unansweredIn, unansweredSince } from './board.js'
import { Clock } from './clock-view.js'
import type { DeskView } from './desk-view.js'

interface OthersProps extends Pick<DeskView, 'said' | 'seconds'> {
  readonly others: readonly Held[]
  /** Puts a dialog among those side by side. */
  readonly bring: (dialogId: string) => void
}

export function Others({ others, said, ...rest }: OthersProps) {
  if (others.length === 0) return null
  return (
    <>
      <h2>
        {said.others} <span class="number">{others.length}</span>
      </h2>
      <ul class="others">
        {others.map(held => (
          <OtherView key={held.row.dialogId} held={held} said={said} {...rest} />
        ))}
      </ul>
    </>
  )
}

interface OtherProps extends Omit<OthersProps, 'others'> {
  readonly held: Held
}

const OtherView = pure(({ held, said, seconds, bring }: OtherProps) => {
  const unanswered = unansweredIn(held)
  const last = held.lines.at(-1)?.text ?? held.row.last
  return (
    <li>
      <button type="button" class="other" onClick={() => bring(held.row.dialogId)}>
        <span class="head">
          <b>{nameOf(held.row)}</b>
          {unanswered > 0 && (
            <span class="number" role="img" aria-label={said.unanswered(unanswered)}>
              {unanswered}
            </span>
          )}
          <Clock since={unansweredSince(held)} said={said} seconds={seconds} />
        </span>
        <span class="small last">{imagesAsWords(last, said.picture.name)}</span>
      </button>
    </li>
  )
})
