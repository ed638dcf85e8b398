// The picture that goes with the next question, over the field in which the customer writes.
import { Icon } from '../design/icons.js'
import { Picture } from '../design/picture.js'
import type { Attached } from './talk.js'
import type { View } from './view.js'

interface AttachedProps extends Pick<View, 'said' | 'attaching'> {
  readonly attached: Attached
}

export function AttachedView({ attached, said, attaching }: AttachedProps) {
  const words = attached.state === 'refused' ? attached.why : said.attached[attached.state]
  return (
    <div class="attached" data-state={attached.state}>
      {attached.state !== 'refused' && (
        <Picture
          key={attached.name}
          name={attached.name}
          load={async () => attached.picture}
          said={said.picture}
        />
      )}
      <p class="small" role={attached.state === 'refused' ? 'alert' : 'status'}>
        {words}
      </p>
      <button type="button" class="round" aria-label={said.pictureDrop} onClick={attaching.drop}>
        <Icon name="close" />
      </button>
    </div>
  )
}
