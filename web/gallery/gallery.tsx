// /gallery, in development: every state of the panel side by side. `?theme=dark`, `?lang=en`, `?only=queued`.
import { render } from 'preact'
import { pageLanguage } from '../design/language.js'
import { App } from '../panel/app.js'
import styles from '../panel/panel.css?inline'
import { panelWords } from '../panel/words.js'
import launcherStyles from '../widget/launcher.css?inline'
import { states } from './states.js'

const lang = pageLanguage()
const query = new URLSearchParams(location.search)
const theme = query.get('theme')
if (theme !== null) document.documentElement.dataset.theme = theme

/** In the page, not in its corner. */
const inFlow =
  '.corner, .place { position: static; } .panel { height: 620px; width: 396px; animation: none; }'

const nothing = () => undefined
const view = {
  conversation: { ask: nothing, retry: nothing } as never,
  service: {} as never,
  change: nothing,
  close: nothing,
}

for (const [name, talk] of Object.entries(states)) {
  if (query.has('only') && query.get('only') !== name) continue
  const box = document.createElement('section')
  const title = document.createElement('h2')
  title.textContent = name
  const host = document.createElement('div')
  box.append(title, host)
  document.body.append(box)
  const root = host.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = [launcherStyles, styles, inFlow].map(text => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    return sheet
  })
  const corner = document.createElement('div')
  corner.className = 'corner'
  if (theme !== null) corner.dataset.theme = theme
  const place = document.createElement('div')
  place.className = 'place'
  corner.append(place)
  root.append(corner)
  render(<App {...{ ...view, talk, lang, said: panelWords[lang] }} />, place)
}
