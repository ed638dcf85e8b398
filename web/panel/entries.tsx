// One entry of the talk: what the customer asked, what was answered, by whom, and what can be done about it.
import { imagesIn } from '../client/image-text.js'
import { Icon, type IconName } from '../design/icons.js'
import { Picture } from '../design/picture.js'
import { pure } from '../design/pure.js'
import { Cards } from './cards.js'
import { ConfirmationView } from './confirmation.js'
import { LinkedText } from './linked-text.js'
import type { BotReply, Entry, PersonSaid, Question } from './talk.js'
import type { EntryView } from './view.js'

interface EntryProps extends EntryView {
  readonly entry: Entry
  /** The newest answer shows what can be done about it; the others do under a pointer or the focus. */
  readonly isLast: boolean
}

export const EntryOfTalk = pure(({ entry, isLast, ...view }: EntryProps) => {
  switch (entry.kind) {
    case 'question':
      return <Asked question={entry} view={view} />
    case 'reply':
      return <Replied reply={entry} isLast={isLast} view={view} />
    case 'person':
      return <Said person={entry} view={view} />
    case 'note':
      return <p class="note">{view.said.notes[entry.word]}</p>
  }
})

function Asked({
  question,
  view: { said, conversation, dialogId = '' },
}: {
  readonly question: Question
  readonly view: EntryView
}) {
  const { state, text, note, id } = question
  const { words, imageIds } = imagesIn(text)
  return (
    <div class="asked" data-state={state}>
      {imageIds.map(imageId => (
        <Picture
          key={imageId}
          name={imageId}
          said={said.picture}
          load={() => conversation.client.image(dialogId, imageId)}
        />
      ))}
      {words !== '' && <p class="bubble">{words}</p>}
      {state === 'waiting' && <p class="small">{note ? `${note} · ${said.busy}` : said.waiting}</p>}
      {state === 'failed' && (
        <p class="small fault">
          {note ?? said.failed}
          <button type="button" class="link" onClick={() => conversation.retry(id)}>
            {said.retry}
          </button>
        </p>
      )}
    </div>
  )
}

interface SaidProps {
  readonly person: PersonSaid
  readonly view: EntryView
}

function Said({ person: { name, text, ai }, view: { said } }: SaidProps) {
  return (
    <div class="said">
      {name !== '' && <p class="small name">{name}</p>}
      <p class="bubble" onCopy={ai ? copyMarked(said.ai) : undefined}>
        <LinkedText text={text} />
      </p>
      {ai && <span class="ai">{said.ai}</span>}
    </div>
  )
}

interface ReplyProps {
  readonly reply: BotReply
  readonly isLast: boolean
  readonly view: EntryView
}

function Replied({ reply, isLast, view }: ReplyProps) {
  const { said, service } = view
  return (
    <div class="replied" data-done={reply.isDone} data-last={isLast}>
      {reply.isBetter && <p class="small name">{said.better}</p>}
      <p class="answer" onCopy={reply.ai ? copyMarked(said.ai) : undefined}>
        <span>
          <LinkedText text={reply.text} />
        </span>
      </p>
      {reply.cards !== undefined && <Cards cards={reply.cards} view={view} />}
      {reply.confirm !== undefined && <ConfirmationView reply={reply} confirm={reply.confirm} view={view} />}
      {reply.isDone && <ReplyTools reply={reply} view={view} />}
      {reply.offersPerson && view.mode.mode === 'bot' && (
        <button type="button" class="chip" onClick={service.handoff}>
          <Icon name="person" />
          {said.person}
        </button>
      )}
      {reply.takesMessage && !view.absent.has('message') && (
        <button
          type="button"
          class="chip"
          onClick={() => view.change({ sheet: { kind: 'message' }, fault: undefined })}
        >
          {said.messageTitle}
        </button>
      )}
    </div>
  )
}

/** Text copied out of what a model wrote keeps the mark. */
const copyMarked = (mark: string) => (event: ClipboardEvent) => {
  const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot & {
    getSelection?(): Selection
  }
  const chosen = String(root.getSelection?.() ?? document.getSelection() ?? '')
  if (chosen === '') return
  event.preventDefault()
  event.clipboardData?.setData('text/plain', marked(chosen, mark))
}

const marked = (text: string, mark: string) => `${text}\n（${mark}）`

function ReplyTools({
  reply,
  view: { said, absent, service, change },
}: {
  readonly reply: BotReply
  readonly view: EntryView
}) {
  const copy = () => void navigator.clipboard?.writeText(reply.ai ? marked(reply.text, said.ai) : reply.text)
  return (
    <div class="under">
      {reply.ai && <span class="ai">{said.ai}</span>}
      <span class="tools">
        {!absent.has('feedback') && (
          <>
            <Tool
              icon="up"
              label={said.good}
              isOn={reply.score === 1}
              press={() => service.feedback(reply, 1)}
            />
            <Tool
              icon="down"
              label={said.bad}
              isOn={reply.score === -1}
              press={() => service.feedback(reply, -1)}
            />
          </>
        )}
        <Tool icon="copy" label={said.copy} press={copy} />
        {!absent.has('report') && (
          <Tool
            icon="flag"
            label={reply.isReported ? said.reported : said.report}
            isOn={reply.isReported === true}
            press={() => change({ sheet: { kind: 'report', reply }, fault: undefined })}
          />
        )}
      </span>
    </div>
  )
}

interface ToolProps {
  readonly icon: IconName
  readonly label: string
  /** Absent: it is pressed, and that is that. */
  readonly isOn?: boolean
  readonly press: () => void
}

function Tool({ icon, label, isOn, press }: ToolProps) {
  return (
    <button type="button" class="tool" aria-label={label} title={label} aria-pressed={isOn} onClick={press}>
      <Icon name={icon} />
    </button>
  )
}
