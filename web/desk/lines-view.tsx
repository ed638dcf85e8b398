// The lines of one talk, the newest in view.
import { useRef, useState } from 'preact/hooks'
import { imagesAsWords, imagesIn } from '../client/image-text.js'
import { useEndInView } from '../design/end-in-view.js'
import { Icon } from '../design/icons.js'
import { pure } from '../design/pure.js'
import { useSecond } from '../design/seconds.js'
import { LinkedText } from '../panel/linked-text.js'
import { type Decided, type Held, type Line, newestSeq } from './board.js'
import type { DeskView } from './desk-view.js'
import { PictureView } from './picture-view.js'
import { ProposalView } from './proposal-view.js'
import { useReading } from './reading.js'

/** At least so many lines are drawn; the seat may ask for the earlier ones. */
const RECENT = 30
/** So many lines leave the view together. All others move when one leaves, which costs more than to draw a few too many. */
const LEAVING = 10

interface LinesProps extends Pick<DeskView, 'said' | 'work' | 'seconds'> {
  readonly held: Held
}

export function Lines({ held, said, work, seconds }: LinesProps) {
  const { row, lines, decided, typingUntil } = held
  const { dialogId } = row
  const box = useRef<HTMLDivElement>(null)
  const [isWhole, setWhole] = useState(false)
  useReading(box, seconds, { newest: newestSeq(held), read: seq => work.read(dialogId, seq) })
  const content = useRef<HTMLDivElement>(null)
  const { isAway, toEnd, onScroll } = useEndInView(box, content)
  const hidden = isWhole ? 0 : hiddenOf(lines.length)
  return (
    <div class="written">
      <div
        class="lines"
        ref={box}
        role="log"
        aria-label={imagesAsWords(row.last, said.picture.name)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: without a mouse it is scrolled by the arrow keys
        tabIndex={0}
        onScroll={onScroll}
      >
        <div ref={content}>
          {hidden > 0 && (
            <button type="button" class="plain" onClick={() => setWhole(true)}>
              {said.earlier(hidden)}
            </button>
          )}
          {lines.slice(hidden).map(line => (
            <LineView
              key={line.key}
              {...{ line, said, work, dialogId }}
              decided={line.confirm && decided[line.confirm.confirmId]}
            />
          ))}
          <Typing {...{ until: typingUntil, said, seconds }} />
        </div>
      </div>
      {isAway && (
        <button type="button" class="newest" aria-label={said.newest} onClick={toEnd}>
          <Icon name="arrow" />
        </button>
      )}
    </div>
  )
}

function hiddenOf(lines: number): number {
  return Math.max(0, Math.floor((lines - RECENT) / LEAVING) * LEAVING)
}

interface TypingProps extends Pick<DeskView, 'said' | 'seconds'> {
  /** Epoch milliseconds. */
  readonly until: number
}

const Typing = pure(({ until, said, seconds }: TypingProps) => {
  const isTyping = useSecond(seconds, second => until > second * 1_000)
  return isTyping ? <p class="small">{said.typing}</p> : null
})

interface LineProps extends Pick<DeskView, 'said' | 'work'> {
  readonly line: Line
  readonly dialogId: string
  readonly decided: Decided | undefined
}

const LineView = pure(({ line, said, work, dialogId, decided }: LineProps) => {
  const who = { customer: said.customer, bot: said.bot, seat: said.you }[line.from]
  // Only customers send pictures: in any other line their form is text.
  const { words, imageIds } =
    line.from === 'customer' ? imagesIn(line.text) : { words: line.text, imageIds: [] }
  return (
    <div class="line" data-from={line.from} data-unsent={line.isUnsent === true}>
      <span class="small">
        {who}
        {line.ai && ` · ${said.ai}`}
        {line.isUnsent && ` · ${said.unsent}`}
      </span>
      {imageIds.map(imageId => (
        <PictureView key={imageId} {...{ dialogId, imageId, said, work }} />
      ))}
      {words !== '' && (
        <p>
          <LinkedText text={words} />
        </p>
      )}
      {line.confirm && <ProposalView {...{ dialogId, decided, said, work }} confirm={line.confirm} />}
    </div>
  )
})
