// The panel as a whole: who answers, the talk, the composer, and what is laid over it.
import { Icon } from '../design/icons.js'
import { Composer } from './composer.js'
import { Log } from './log.js'
import { SheetOver } from './sheets.js'
import type { View } from './view.js'

export function App(view: View) {
  const { talk, said, close } = view
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    if (talk.sheet === undefined) close()
    else view.change({ sheet: undefined, fault: undefined })
  }
  return (
    <section class="panel" part="panel" role="dialog" aria-label={said.title} onKeyDown={onKeyDown}>
      <Header {...view} />
      <Strip {...view} />
      <Log {...view} />
      <p class="mark">
        {talk.mode.mode === 'seat' ? said.seatLine(talk.mode.seat?.name ?? '') : said.aiLine}
      </p>
      <Composer {...view} />
      <SheetOver {...view} />
      <p class="unseen" aria-live="polite">
        {/* A new element is read out, also with the same words. */}
        <span key={talk.announced.count}>{announcedWords(view)}</span>
      </p>
    </section>
  )
}

function announcedWords({ talk, said }: View): string {
  const told = talk.announced.said
  if ('text' in told) return told.text
  return told.word === 'failed' ? said.failed : said.notes[told.word]
}

function Header({ talk, said, service, close }: View) {
  const { mode } = talk
  const name = mode.seat?.name ?? ''
  return (
    <header part="header">
      <span class="who" data-mode={mode.mode}>
        {mode.mode === 'seat' && name !== '' ? (
          [...name][0]
        ) : (
          <Icon name={mode.mode === 'seat' ? 'person' : 'spark'} />
        )}
      </span>
      <div class="names">
        <h2>{said.title}</h2>
        <p>{mode.mode === 'seat' ? said.seat(name) : said[mode.mode]}</p>
      </div>
      {mode.mode === 'bot' && (
        <button type="button" class="quiet" disabled={talk.isBusy} onClick={service.handoff}>
          <Icon name="person" />
          {said.person}
        </button>
      )}
      <button type="button" class="round" aria-label={said.close} onClick={close}>
        <Icon name="close" />
      </button>
    </header>
  )
}

/** The customer's news of the moment: the connection first, then the queue. */
function Strip({ talk, said, service }: View) {
  const { link, mode, isSeatAway } = talk
  if (link !== 'up')
    return (
      <p class="strip warn" role="status">
        {said[link]}
      </p>
    )
  if (isSeatAway)
    return (
      <p class="strip warn" role="status">
        {said.seatAway}
      </p>
    )
  if (mode.mode !== 'queued') return null
  const eta = typeof mode.etaS === 'number' ? said.eta(mode.etaS) : ''
  const hint = mode.open === false && mode.why ? said.messageWhy[mode.why] : eta
  return (
    <div class="strip" role="status">
      <span>
        <b>{said.position(mode.position)}</b> {hint}
      </span>
      <button type="button" class="link" disabled={talk.isBusy} onClick={service.leaveQueue}>
        {said.leave}
      </button>
    </div>
  )
}
