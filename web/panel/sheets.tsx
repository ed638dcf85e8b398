// The sheets over the talk: a message for later, a report, a rating. Each sends once and keeps what was written when
// that did not work.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ReportKind } from '../client/people.js'
import { RatingForm } from './rating.js'
import type { BotReply } from './talk.js'
import type { View } from './view.js'

export function SheetOver(view: View) {
  const { sheet } = view.talk
  if (sheet?.kind === 'message') return <MessageForm {...view} />
  if (sheet?.kind === 'report') return <ReportForm view={view} reply={sheet.reply} />
  if (sheet?.kind === 'rating') return <RatingForm view={view} serviceId={sheet.serviceId} />
  return null
}

interface SheetProps {
  readonly title: string
  readonly view: View
  readonly canSend: boolean
  readonly send: () => void
  /** The way out without sending. */
  readonly leave: { readonly word: string; readonly act: () => void }
  readonly children: ComponentChildren
}

export function SheetForm({ title, view, canSend, send, leave, children }: SheetProps) {
  const { talk, said } = view
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    head.current?.focus()
    return backToComposer(head.current)
  }, [])
  return (
    <form
      class="sheet"
      aria-label={title}
      onSubmit={event => {
        event.preventDefault()
        if (canSend && !talk.isBusy) send()
      }}
    >
      <h3 ref={head} tabIndex={-1}>
        {title}
      </h3>
      {children}
      {talk.fault !== undefined && (
        <p class="small fault" role="alert">
          {talk.fault || said.fault}
        </p>
      )}
      <div class="ends">
        <button type="button" class="plain" onClick={leave.act}>
          {leave.word}
        </button>
        <button type="submit" class="solid" disabled={!canSend || talk.isBusy}>
          {said.submit}
        </button>
      </div>
    </form>
  )
}

/** The focus of a sheet that ends would fall to the host page. It stays where it is when it has left the sheet. */
function backToComposer(head: HTMLElement | null): () => void {
  const sheet = head?.closest('.sheet')
  const field = head?.closest('.panel')?.querySelector<HTMLElement>('.composer textarea')
  return () => {
    if (sheet?.matches(':focus-within')) field?.focus()
  }
}

function MessageForm(view: View) {
  const { said, talk, lang, service, change } = view
  const [text, setText] = useState('')
  const { why, nextOpenAt } = talk.mode
  const when = nextOpenAt ? new Date(nextOpenAt).toLocaleString(lang, whenShown) : undefined
  return (
    <SheetForm
      view={view}
      title={said.messageTitle}
      canSend={text.trim() !== ''}
      send={() => service.leaveMessage(text.trim())}
      leave={{ word: said.cancel, act: () => change({ sheet: undefined, fault: undefined }) }}
    >
      <p>
        {why && said.messageWhy[why]} {when && said.nextOpen(when)} {said.messageHelp}
      </p>
      <textarea
        rows={5}
        maxLength={2000}
        aria-label={said.messageField}
        value={text}
        onInput={event => setText(event.currentTarget.value)}
      />
    </SheetForm>
  )
}

const whenShown = { weekday: 'short', hour: '2-digit', minute: '2-digit' } as const

function ReportForm({ view, reply }: { readonly view: View; readonly reply: BotReply }) {
  const { said, service, change } = view
  const [kind, setKind] = useState<ReportKind>()
  const [text, setText] = useState('')
  return (
    <SheetForm
      view={view}
      title={said.reportTitle}
      canSend={kind !== undefined}
      send={() => kind && service.report(reply, kind, text)}
      leave={{ word: said.cancel, act: () => change({ sheet: undefined, fault: undefined }) }}
    >
      <fieldset>
        <legend class="unseen">{said.reportTitle}</legend>
        {Object.entries(said.reportKinds).map(([name, word]) => (
          <label key={name} class="choice">
            <input
              type="radio"
              name="kind"
              checked={kind === name}
              onChange={() => setKind(name as ReportKind)}
            />
            {word}
          </label>
        ))}
      </fieldset>
      <textarea
        rows={2}
        maxLength={500}
        aria-label={said.reportField}
        placeholder={said.reportField}
        value={text}
        onInput={event => setText(event.currentTarget.value)}
      />
    </SheetForm>
  )
}
