// /gallery, in development: every state of the panel, and of a dialog at the desk, side by side. `?theme=dark`, `?lang=en`,
// `?only=queued`.
import { render } from 'preact'
import { pageLanguage } from '../design/language.js'
import deskStyles from '../desk/desk.css?inline'
import { TalkView } from '../desk/talk-view.js'
import { deskWords } from '../desk/words.js'
import { App } from '../panel/app.js'
import styles from '../panel/panel.css?inline'
import { panelWords } from '../panel/words.js'
import launcherStyles from '../widget/launcher.css?inline'
import { deskStates } from './desk-states.js'
import { parcel } from './parcel.js'
import { states } from './states.js'

const lang = pageLanguage()
const query = new URLSearchParams(location.search)
const theme = query.get('theme')
if (theme !== null) document.documentElement.dataset.theme = theme

/** In the page, not in its corner. */
const inFlow =
  '.corner, .place { position: static; } .panel { height: 620px; width: 396px; animation: none; }'
const besideOthers =
  '.desk-talk { font: 400 15px / 1.5 var(--font); color: var(--ink); } .talk { width: 420px; height: 560px; }'

const nothing = () => undefined
const view = {
  conversation: {
    ask: nothing,
    retry: nothing,
    client: { image: parcel },
    signs: { writing: nothing, seen: nothing },
  } as never,
  service: {} as never,
  attaching: { choose: nothing, drop: nothing },
  change: nothing,
  close: nothing,
}

for (const [name, talk] of Object.entries(states)) {
  const place = placeOf(name, 'corner', [launcherStyles, styles, inFlow])
  if (place !== undefined) render(<App {...view} talk={talk} lang={lang} said={panelWords[lang]} />, place)
}

const desk = {
  said: deskWords[lang],
  me: undefined,
  canned: [],
  place: 0,
  work: { read: nothing, typing: nothing, draft: nothing, dismiss: nothing, picture: parcel } as never,
  seconds: { now: () => Math.round(Date.parse('2026-11-11T12:01:50Z') / 1000), each: () => nothing },
}

for (const [name, { held, written = '' }] of Object.entries(deskStates)) {
  const place = placeOf(name, 'desk-talk', [deskStyles, besideOthers])
  const kept = { draft: () => written, setDraft: nothing } as never
  if (place !== undefined) render(<TalkView {...desk} held={held} kept={kept} />, place)
}

/** A tree of its own under the name of the state; undefined when the address asks for another one. */
function placeOf(name: string, kind: string, sheets: readonly string[]): HTMLElement | undefined {
  if (query.has('only') && query.get('only') !== name) return undefined
  const box = document.createElement('section')
  const title = document.createElement('h2')
  title.textContent = name
  const host = document.createElement('div')
  box.append(title, host)
  document.body.append(box)
  const root = host.attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = sheets.map(text => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    return sheet
  })
  const outer = document.createElement('div')
  outer.className = kind
  if (theme !== null) outer.dataset.theme = theme
  const place = document.createElement('div')
  place.className = 'place'
  outer.append(place)
  root.append(outer)
  return place
}
