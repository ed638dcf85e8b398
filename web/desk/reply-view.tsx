// Where the seat writes. What is not sent yet is kept over a reload; a slash finds canned replies.
import { useState } from 'preact/hooks'
import { fillIn, findCanned } from './canned.js'
import type { TalkProps } from './talk-view.js'

const LONGEST = 2000
/** The customer is told at most so often that somebody writes. */
const TYPING_EVERY_MS = 3_000

export function ReplyBox({ held, me, said, work, kept, canned }: TalkProps) {
  const { dialogId, orderId } = held.row
  const [text, setText] = useState(() => kept.draft(dialogId))
  const [toldAt, setToldAt] = useState(0)
  const write = (next: string) => {
    setText(next)
    kept.setDraft(dialogId, next)
    if (next === '' || next.startsWith('/') || Date.now() - toldAt < TYPING_EVERY_MS) return
    setToldAt(Date.now())
    work.typing(dialogId)
  }
  const found = text.startsWith('/') ? findCanned(canned, text.slice(1)) : []
  const choose = (chosen: string) => write(fillIn(chosen, { order_id: orderId, seat: me?.name }))
  const send = () => {
    if (text.trim() === '') return
    work.say(dialogId, text.trim())
    setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    if (found[0] === undefined) send()
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
      {found.length > 0 && (
        <ul class="canned" aria-label={said.canned}>
          {found.map(({ id, title, text: chosen }) => (
            <li key={id}>
              <button type="button" onClick={() => choose(chosen)}>
                <b>{title}</b> {chosen}
              </button>
            </li>
          ))}
        </ul>
      )}
      <textarea
        rows={2}
        maxLength={LONGEST}
        aria-label={said.reply}
        placeholder={said.reply}
        value={text}
        onInput={event => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" class="solid" disabled={text.trim() === ''}>
        {said.send}
      </button>
    </form>
  )
}
