// One dialog that the seat holds: its talk, the clock of the reply, and the steps that end it.
import { imagesAsWords } from '../client/image-text.js'
import { pure } from '../design/pure.js'
import { type Held, nameOf, unansweredSince } from './board.js'
import { CardsView } from './cards-view.js'
import { Clock } from './clock-view.js'
import type { DeskView } from './desk-view.js'
import type { Me } from './frames.js'
import { Lines } from './lines-view.js'
import { ReplyBox } from './reply-view.js'
import { Steps } from './steps-view.js'

export interface TalkProps extends DeskView {
  readonly held: Held
  readonly me: Me | undefined
  /** From 0: Alt and the number after it go there. */
  readonly place: number
}

export const TalkView = pure((props: TalkProps) => {
  const { held, me, place, ...desk } = props
  const { said, work, seconds } = desk
  const { row, summary, notes, cards, suggested, draftRef, givenBack, fault } = held
  return (
    <article class="talk" data-dialog={row.dialogId} aria-label={`${said.customer} ${nameOf(row)}`}>
      <Head row={row} place={place} said={said} seconds={seconds} since={unansweredSince(held)} />
      <Gist summary={summary} notes={notes} cards={cards} said={said} />
      <Lines held={held} said={said} work={work} seconds={seconds} />
      {fault !== undefined && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <ReplyBox {...desk} row={row} suggested={suggested} draftRef={draftRef} givenBack={givenBack} me={me} />
      <Steps said={said} work={work} dialogId={row.dialogId} />
    </article>
  )
})

interface HeadProps extends Pick<TalkProps, 'place' | 'said' | 'seconds'>, Pick<Held, 'row'> {
  /** Of the customer's wait for a word. */
  readonly since: number | undefined
}

const Head = pure(({ row, place, since, said, seconds }: HeadProps) => (
  <div class="head">
    <kbd>{place + 1}</kbd>
    <b>{nameOf(row)}</b>
    {row.orderId && <span class="small order">{said.order(row.orderId)}</span>}
    <Clock since={since} said={said} seconds={seconds} />
  </div>
))

type GistProps = Pick<Held, 'summary' | 'notes' | 'cards'> & Pick<DeskView, 'said'>

/** What was before the talk: a summary, the shop's orders and products, notes. */
const Gist = pure(({ summary, notes, cards, said }: GistProps) => {
  if (summary === '' && notes.length === 0 && cards.length === 0) return null
  const gist = imagesAsWords(summary, said.picture.name)
  return (
    <details class="small">
      <summary>
        {notes.length > 0 && `${said.notes} ${notes.length} · `}
        {cards.length > 0 && `${said.cards} ${cards.length} · `}
        {said.summary}
        <span class="gist"> · {gist}</span>
      </summary>
      <p>{gist}</p>
      {cards.length > 0 && <CardsView cards={cards} said={said} />}
      {notes.map(note => (
        <p key={note} class="noted">
          {note}
        </p>
      ))}
    </details>
  )
})
