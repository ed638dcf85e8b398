// A seat's steps with a dialog besides writing: close it, pass it on, give it back, note something.
import { useState } from 'preact/hooks'
import { pure } from '../design/pure.js'
import { CloseForm } from './close-view.js'
import type { DeskView } from './desk-view.js'

type Open = 'close' | 'transfer' | 'note' | undefined

interface StepsProps extends Pick<DeskView, 'said' | 'work'> {
  readonly dialogId: string
}

export const Steps = pure(({ dialogId, said, work }: StepsProps) => {
  const [open, setOpen] = useState<Open>()
  const [to, setTo] = useState('')
  const [note, setNote] = useState('')
  const shut = () => {
    setOpen(undefined)
    setTo('')
    setNote('')
  }
  if (open === 'close') return <CloseForm dialogId={dialogId} said={said} work={work} cancel={shut} />
  if (open !== undefined) {
    /** False: it was refused, and what was written stays. */
    const step = () => {
      if (open === 'transfer') return work.transfer(dialogId, to.trim(), note.trim())
      return note.trim() === '' || work.note(dialogId, note.trim())
    }
    const confirm = () => {
      if (step()) shut()
    }
    const noteWord = open === 'note' ? said.noteField : said.transferNote
    return (
      <form
        class="steps"
        onSubmit={event => {
          event.preventDefault()
          confirm()
        }}
      >
        {open === 'transfer' && <Field name={said.transferTo} value={to} set={setTo} />}
        <Field name={noteWord} value={note} set={setNote} />
        <button type="submit" class="outlined">
          {said.confirm}
        </button>
        <button type="button" class="plain" onClick={shut}>
          {said.cancel}
        </button>
      </form>
    )
  }
  return (
    <div class="steps">
      <button type="button" class="outlined" onClick={() => setOpen('close')}>
        {said.close}
      </button>
      <button type="button" class="plain" onClick={() => setOpen('transfer')}>
        {said.transfer}
      </button>
      <button type="button" class="plain" onClick={() => work.release(dialogId)}>
        {said.release}
      </button>
      <button type="button" class="plain" onClick={() => setOpen('note')}>
        {said.note}
      </button>
    </div>
  )
})

interface FieldProps {
  readonly name: string
  readonly value: string
  readonly set: (value: string) => void
}

function Field({ name, value, set }: FieldProps) {
  return (
    <input
      aria-label={name}
      placeholder={name}
      value={value}
      onInput={event => set(event.currentTarget.value)}
    />
  )
}
