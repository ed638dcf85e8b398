// A model's suggestion over the box in which the seat writes: in the box as it is, or beside what the seat has written.
import { Icon } from '../design/icons.js'
import type { Suggested } from './board.js'
import type { DeskView } from './desk-view.js'

interface DraftProps extends Pick<DeskView, 'said'> {
  readonly suggested: Suggested
  /** Said unchanged it is marked as a model's. */
  readonly isUnchanged: boolean
  readonly take: () => void
  readonly drop: () => void
}

export function DraftView({ suggested, isUnchanged, said, take, drop }: DraftProps) {
  return (
    <div class="draft" role="status" data-unchanged={isUnchanged}>
      <Icon name="spark" />
      <p class="words">
        <b>{said.draft}</b> {isUnchanged ? said.draftUnchanged : suggested.text}
      </p>
      {!isUnchanged && (
        <button type="button" class="plain" onClick={take}>
          {said.draftTake}
        </button>
      )}
      <button type="button" class="plain" onClick={drop}>
        {said.draftDrop}
      </button>
    </div>
  )
}
