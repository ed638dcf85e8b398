// The panel's module: loaded by the launcher when it is first wanted, drawn into the launcher's shadow tree.
import { render } from 'preact'
import { createClient } from '../client/client.js'
import { createStore } from '../design/store.js'
import type { Mount, Panel, PanelHost } from '../widget/panel-contract.js'
import { type Context, talkKey } from '../widget/settings.js'
import { App } from './app.js'
import { createKeptTalk } from './kept.js'
import { imageMaxBytesOf } from './offers.js'
import styles from './panel.css?inline'
import { emptyTalk, type Talk } from './talk.js'
import { createTalks } from './talks.js'
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
  const talks = createTalks({
    host: news,
    store,
    said,
    connect: createClient,
    kept: createKeptTalk(talkKey(settings)),
    context: () => context,
  })
  void imageMaxBytesOf(host.baseUrl).then(imageMaxBytes => store.set({ imageMaxBytes }))

  function draw(talk: Talk): void {
    render(
      isShown ? (
        <App
          // What was written in one talk is not shown in another.
          key={talks.count()}
          talk={talk}
          said={said}
          lang={settings.lang}
          {...talks.now()}
          change={store.set}
          close={host.close}
        />
      ) : null,
      place,
    )
  }
  const stopKeeping = keepInView(place)
  const network = (isOnline: boolean) => () => talks.now().conversation.network(isOnline)
  const onOffline = network(false)
  const onOnline = network(true)
  // Browsers slow the timers of a page that nobody sees.
  const onSeen = () => {
    if (!document.hidden && store.get().link !== 'up') talks.now().conversation.client.reconnect()
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
    ask: (text, extras) => talks.now().conversation.ask(text, extras),
    setContext(next) {
      context = next
    },
    handoff: () => talks.now().service.handoff(),
    reset() {
      unread.clear()
      talks.reset()
    },
    tokenChanged: talks.tokenChanged,
    destroy() {
      removeEventListener('offline', onOffline)
      removeEventListener('online', onOnline)
      document.removeEventListener('visibilitychange', onSeen)
      stopKeeping()
      talks.close()
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
