// Where the customer writes. Enter sends, but not while an input method still composes; Shift+Enter is a new line.
import { useRef, useState } from 'preact/hooks'
import { Icon } from '../design/icons.js'
import type { View } from './view.js'

/** As TEXT_MAX is by default. */
const LONGEST = 2000

export function Composer({ said, conversation }: View) {
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const isEmpty = text.trim() === ''
  const send = () => {
    if (isEmpty) return
    conversation.ask(text)
    setText('')
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <form
      class="composer"
      part="composer"
      onSubmit={event => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        ref={field}
        rows={1}
        maxLength={LONGEST}
        aria-label={said.placeholder}
        placeholder={said.placeholder}
        value={text}
        enterkeyhint="send"
        onInput={event => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" class="send" aria-label={said.send} aria-disabled={isEmpty}>
        <Icon name="send" />
      </button>
    </form>
  )
}
