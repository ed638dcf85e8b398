// A picture of the customer: blurred, until the seat has it shown as it is, which is put on record.
import { useState } from 'preact/hooks'
import { Picture } from '../design/picture.js'
import type { DeskView } from './desk-view.js'

interface PictureViewProps extends Pick<DeskView, 'said' | 'work'> {
  readonly dialogId: string
  readonly imageId: string
}

export function PictureView({ dialogId, imageId, said, work }: PictureViewProps) {
  const [isRevealed, setRevealed] = useState(false)
  return (
    <div class="pictured">
      <Picture
        name={`${imageId} ${isRevealed}`}
        load={() => work.picture(dialogId, imageId, isRevealed)}
        said={said.picture}
      />
      {!isRevealed && (
        <button type="button" class="plain" onClick={() => setRevealed(true)}>
          {said.reveal}
        </button>
      )}
    </div>
  )
}
