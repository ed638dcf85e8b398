// Where the seat writes. What is not sent yet is kept over a reload; a slash finds canned replies, and a model suggests a
// reply when it is asked to.
import { useEffect, useRef, useState } from 'preact/hooks'
import { TYPING_EVERY_MS } from '../client/typing.js'
import { isComposing } from '../design/composing.js'
import { Icon } from '../design/icons.js'
import { pure } from '../design/pure.js'
import type { Held } from './board.js'
import { type Canned, fillIn, findCanned } from './canned.js'
import type { DeskView } from './desk-view.js'
import { DraftView } from './draft-view.js'
import type { Me } from './frames.js'

const LONGEST = 2000
/** A text that needs more than two lines of the box. The box does not follow each letter: that costs a layout a frame. */
const LONG = 40
const heightOf = (text: string) => (text === '' ? 1 : text.length > LONG ? 4 : 2)

interface ReplyProps
  extends Pick<DeskView, 'said' | 'work' | 'kept' | 'canned'>,
    Pick<Held, 'row' | 'suggested' | 'draftRef' | 'givenBack'> {
  readonly me: Me | undefined
}

export const ReplyBox = pure((view: ReplyProps) => {
  const { row, suggested, draftRef, givenBack, me, said, work, kept, canned } = view
  const { dialogId, orderId } = row
  const [text, write] = useWriting({ dialogId, suggested, givenBack, work, kept })
  const found = text.startsWith('/') ? findCanned(canned, text.slice(1)) : []
  const choose = (chosen: string) => write(fillIn(chosen, { order_id: orderId, seat: me?.name }))
  const isUnchanged = suggested !== undefined && text.trim() === suggested.text.trim()
  const draft = () => work.draft(dialogId)
  const send = () => {
    if (text.trim() === '') return
    work.say(dialogId, text.trim())
    write('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const isDraftKey = event.altKey && event.code === 'KeyA'
    if (!isDraftKey && (event.key !== 'Enter' || event.shiftKey || isComposing(event))) return
    event.preventDefault()
    if (isDraftKey) draft()
    else if (found[0] === undefined) send()
    else choose(found[0].text)
  }
  return (
    <form
      class="reply"
      onSubmit={event => {
        event.preventDefault()
        send()
      }}
    >
      {found.length > 0 && <CannedList name={said.canned} found={found} choose={choose} />}
      {suggested !== undefined && (
        <DraftView
          suggested={suggested}
          isUnchanged={isUnchanged}
          said={said}
          take={() => write(suggested.text)}
          drop={() => {
            if (isUnchanged) write('')
            work.dismiss(dialogId)
          }}
        />
      )}
      <textarea
        rows={heightOf(text)}
        maxLength={LONGEST}
        aria-label={said.reply}
        placeholder={said.reply}
        value={text}
        onInput={event => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button
        type="button"
        class="outlined suggest"
        aria-label={said.askDraft}
        title={said.askDraft}
        aria-busy={draftRef !== undefined}
        disabled={draftRef !== undefined}
        onClick={draft}
      >
        <Icon name="spark" />
      </button>
      <button type="submit" class="solid" disabled={text.trim() === ''}>
        {said.send}
      </button>
    </form>
  )
})

interface Writing extends Pick<DeskView, 'work' | 'kept'>, Pick<Held, 'suggested' | 'givenBack'> {
  readonly dialogId: string
}

/** What stands in the box. A suggestion comes into an empty one; what the seat has written is not replaced. */
function useWriting({ dialogId, suggested, givenBack, work, kept }: Writing) {
  const [text, setText] = useState(() => kept.draft(dialogId))
  const [toldAt, setToldAt] = useState(0)
  const shown = useRef(suggested)
  const set = (next: string) => {
    setText(next)
    kept.setDraft(dialogId, next)
  }
  useEffect(() => {
    const isNew = suggested !== shown.current
    shown.current = suggested
    if (isNew && suggested !== undefined && text === '') set(suggested.text)
  })
  useEffect(() => {
    if (givenBack !== undefined) setText(kept.draft(dialogId))
  }, [givenBack])
  const write = (next: string) => {
    set(next)
    if (next === '' || next.startsWith('/') || Date.now() - toldAt < TYPING_EVERY_MS) return
    setToldAt(Date.now())
    work.typing(dialogId)
  }
  return [text, write] as const
}

interface CannedListProps {
  readonly name: string
  readonly found: readonly Canned[]
  readonly choose: (text: string) => void
}

function CannedList({ name, found, choose }: CannedListProps) {
  return (
    <ul class="canned" aria-label={name}>
      {found.map(({ id, title, text }) => (
        <li key={id}>
          <button type="button" onClick={() => choose(text)}>
            <b>{title}</b> {text}
          </button>
        </li>
      ))}
    </ul>
  )
}
