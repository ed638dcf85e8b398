// One line of a talk.
import { imagesIn } from '../client/image-text.js'
import { pure } from '../design/pure.js'
import { LinkedText } from '../panel/linked-text.js'
import type { Decided, Line } from './board.js'
import type { DeskView } from './desk-view.js'
import { PictureView } from './picture-view.js'
import { ProposalView } from './proposal-view.js'

interface LineProps extends Pick<DeskView, 'said' | 'work'> {
  readonly line: Line
  /** The speaker has just been named. */
  readonly goesOn: boolean
  readonly dialogId: string
  readonly decided: Decided | undefined
}

export const LineView = pure(({ line, goesOn, said, work, dialogId, decided }: LineProps) => {
  const who = { customer: said.customer, bot: said.bot, seat: said.you }[line.from]
  // Only customers send pictures: in any other line their form is text.
  const { words, imageIds } =
    line.from === 'customer' ? imagesIn(line.text) : { words: line.text, imageIds: [] }
  return (
    <div class="line" data-from={line.from} data-unsent={line.isUnsent === true}>
      {!goesOn && (
        <span class="small">
          {who}
          {line.ai && ` · ${said.ai}`}
          {line.isUnsent && ` · ${said.unsent}`}
        </span>
      )}
      {imageIds.map(imageId => (
        <PictureView key={imageId} dialogId={dialogId} imageId={imageId} said={said} work={work} />
      ))}
      {words !== '' && (
        <p>
          <LinkedText text={words} />
        </p>
      )}
      {line.confirm && (
        <ProposalView dialogId={dialogId} decided={decided} said={said} work={work} confirm={line.confirm} />
      )}
    </div>
  )
})
