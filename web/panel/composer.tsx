// Where the customer writes. Enter sends, but not while an input method still composes; Shift+Enter is a new line.
import { useRef, useState } from 'preact/hooks'
import { isComposing } from '../design/composing.js'
import { Icon } from '../design/icons.js'
import { AttachedView } from './attached-view.js'
import { ACCEPTED } from './fit-picture.js'
import type { View } from './view.js'

/** As TEXT_MAX is by default. */
const LONGEST = 2000

export function Composer({ talk, said, conversation, attaching }: View) {
  const { attached } = talk
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const picture = attached?.state === 'ready' ? attached.imageId : undefined
  const isEmpty = text.trim() === '' && picture === undefined
  const canSend = !isEmpty && attached?.state !== 'sending'
  const takesPictures = talk.imageMaxBytes > 0
  const send = () => {
    if (!canSend) return
    if (picture === undefined) conversation.ask(text)
    else conversation.ask(text, { attachments: [{ type: 'image', image_id: picture }] })
    attaching.drop()
    setText('')
    field.current?.focus()
  }
  const write = (next: string) => {
    setText(next)
    if (next !== '') conversation.signs.writing()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return
    event.preventDefault()
    send()
  }
  const onPaste = (event: ClipboardEvent) => {
    const [pasted] = event.clipboardData?.files ?? []
    if (pasted === undefined || !takesPictures) return
    event.preventDefault()
    attaching.choose(pasted)
  }
  return (
    <>
      {attached !== undefined && <AttachedView attached={attached} said={said} attaching={attaching} />}
      <form
        class="composer"
        part="composer"
        onSubmit={event => {
          event.preventDefault()
          send()
        }}
      >
        {takesPictures && <PictureButton said={said} attaching={attaching} />}
        <textarea
          ref={field}
          rows={1}
          maxLength={LONGEST}
          aria-label={said.placeholder}
          placeholder={said.placeholder}
          value={text}
          enterkeyhint="send"
          onInput={event => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <button type="submit" class="send" aria-label={said.send} aria-disabled={!canSend}>
          <Icon name="send" />
        </button>
      </form>
    </>
  )
}

function PictureButton({ said, attaching }: Pick<View, 'said' | 'attaching'>) {
  const chooser = useRef<HTMLInputElement>(null)
  return (
    <>
      <button
        type="button"
        class="round"
        aria-label={said.pictureSend}
        title={said.pictureSend}
        onClick={() => chooser.current?.click()}
      >
        <Icon name="picture" />
      </button>
      <input
        ref={chooser}
        type="file"
        accept={ACCEPTED}
        hidden
        onChange={({ currentTarget }) => {
          const [chosen] = currentTarget.files ?? []
          // The same file may be chosen again.
          currentTarget.value = ''
          if (chosen !== undefined) attaching.choose(chosen)
        }}
      />
    </>
  )
}
