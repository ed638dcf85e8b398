// The panel's module: loaded by the launcher when it is first wanted, drawn into the launcher's shadow tree.
import { render } from 'preact'
import { createStore } from '../design/store.js'
import type { Mount, Panel, PanelHost } from '../widget/panel-contract.js'
import { type Context, talkKey } from '../widget/settings.js'
import { App } from './app.js'
import { createAttaching } from './attaching.js'
import { type Conversation, createConversation } from './conversation.js'
import styles from './panel.css?inline'
import { createService } from './service.js'
import { emptyTalk, type Talk } from './talk.js'
import { panelWords } from './words.js'

export const mount: Mount = host => {
  const { settings, root } = host
  const place = placeIn(root)
  const said = panelWords[settings.lang]
  const unread = createUnread(host)
  let isShown = false
  let context: Context = settings.context
  const store = createStore<Talk>(emptyTalk, draw)
  const news = countingUnread(host, () => !isShown && unread.add())
  const talking = createConversation(news, store, talkKey(settings))
  const conversation: Conversation = {
    ...talking,
    // What the customer looks at goes with each question.
    ask: (text, extras) => talking.ask(text, { context, ...extras }),
  }
  const service = createService(conversation, store, said.person)
  const attaching = createAttaching(conversation, store, said.attaching)

  function draw(talk: Talk): void {
    render(
      isShown ? (
        <App
          {...{
            talk,
            said,
            lang: settings.lang,
            conversation,
            service,
            attaching,
            change: store.set,
            close: host.close,
          }}
        />
      ) : null,
      place,
    )
  }
  const stopKeeping = keepInView(place)
  const onOffline = () => store.set({ link: 'offline' })
  const onOnline = () => {
    if (store.get().link === 'offline') store.set({ link: 'reconnecting' })
    conversation.client.reconnect()
  }
  // Browsers slow the timers of a page that nobody sees.
  const onSeen = () => {
    if (!document.hidden && store.get().link !== 'up') conversation.client.reconnect()
  }
  addEventListener('offline', onOffline)
  addEventListener('online', onOnline)
  document.addEventListener('visibilitychange', onSeen)
  return {
    show() {
      isShown = true
      unread.clear()
      draw(store.get())
      place.querySelector<HTMLElement>('.composer textarea')?.focus()
    },
    hide() {
      isShown = false
      draw(store.get())
    },
    ask: conversation.ask,
    setContext(next) {
      context = next
    },
    handoff: service.handoff,
    reset: conversation.reset,
    destroy() {
      removeEventListener('offline', onOffline)
      removeEventListener('online', onOnline)
      document.removeEventListener('visibilitychange', onSeen)
      stopKeeping()
      conversation.close()
      render(null, place)
    },
  } satisfies Panel
}

function placeIn(root: ShadowRoot): HTMLElement {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles)
  root.adoptedStyleSheets.push(sheet)
  const place = document.createElement('div')
  place.className = 'place'
  const corner = root.querySelector('.corner') ?? root
  corner.prepend(place)
  return place
}

function createUnread(host: PanelHost) {
  let count = 0
  const tell = (next: number) => {
    count = next
    host.unread(count)
    host.emit('unread', { count })
  }
  return { add: () => tell(count + 1), clear: () => count > 0 && tell(0) }
}

/** News while the panel is closed is counted. */
function countingUnread(host: PanelHost, add: () => void): PanelHost {
  return {
    ...host,
    emit(name, detail) {
      if (name === 'answer' || name === 'message') add()
      host.emit(name, detail)
    },
  }
}

/** A phone's keyboard covers the page without resizing it: the panel keeps to what can be seen. */
function keepInView(place: HTMLElement): () => void {
  const seen = window.visualViewport
  if (seen === null) return () => undefined
  const fit = () => {
    place.style.setProperty('--seen-height', `${seen.height}px`)
    place.style.setProperty('--seen-top', `${seen.offsetTop}px`)
  }
  fit()
  seen.addEventListener('resize', fit)
  seen.addEventListener('scroll', fit)
  return () => {
    seen.removeEventListener('resize', fit)
    seen.removeEventListener('scroll', fit)
  }
}
