// The demo shop: a product before a flash sale, the widget in its corner, and lines to tap.
import { render } from 'preact'
import { useState } from 'preact/hooks'
import { askAtOnce, type Reaction } from './crowd.js'
import { Kettle } from './kettle.js'
import { type DemoWords, demoWords } from './words.js'

const lang = languageOf(new URLSearchParams(location.search).get('lang') ?? navigator.language)
const said = demoWords[lang]

function languageOf(name: string): 'zh' | 'en' {
  return name.startsWith('zh') ? 'zh' : 'en'
}

/** Calls before the widget is loaded wait in this list. */
const page = window as unknown as { rushdesk?: { q: { push(call: readonly unknown[]): void } } }
page.rushdesk ??= { q: [] }
const say = (text: string) => page.rushdesk?.q.push(['ask', text])

function Demo() {
  return (
    <>
      <Top said={said} />
      <main>
        <Product said={said} />
        <Script said={said} />
      </main>
    </>
  )
}

interface Part {
  readonly said: DemoWords
}

function Top({ said }: Part) {
  return (
    <header>
      <strong>{said.shop}</strong>
      <ul aria-hidden="true">
        {said.nav.map(name => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      <a href={`/?lang=${lang === 'zh' ? 'en' : 'zh'}`} lang={lang === 'zh' ? 'en' : 'zh-CN'}>
        {said.other}
      </a>
    </header>
  )
}

function Product({ said }: Part) {
  const [isBooked, setBooked] = useState(false)
  return (
    <section class="product">
      <Kettle />
      <div class="offer">
        <p class="badge">{said.badge}</p>
        <h1>{said.product}</h1>
        <p class="about">{said.about}</p>
        <p class="price">
          <b>{said.price}</b> <s>{said.was}</s>
        </p>
        <button type="button" onClick={() => setBooked(true)} disabled={isBooked}>
          {isBooked ? said.booked : said.buy}
        </button>
        <ul class="facts">
          {said.facts.map(fact => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      </div>
    </section>
  )
}

function Script({ said }: Part) {
  return (
    <section class="script">
      <div class="steps">
        <h2>{said.script}</h2>
        <p>{said.lead}</p>
        <ol>
          {said.steps.map(step => (
            <li key={step.say}>
              <button type="button" onClick={() => say(step.say)}>
                <q lang="zh-CN">{step.say}</q>
                <span>{step.shows}</span>
              </button>
            </li>
          ))}
          <li>
            <Crowd said={said} />
          </li>
        </ol>
      </div>
      <nav aria-label={said.more}>
        <h2>{said.more}</h2>
        <Way href="/desk" name={said.desk} about={said.deskAbout} />
        <Way href="/ops" name={said.ops} about={said.opsAbout} />
        <Way href="/docs" name={said.docs} about={said.docsAbout} />
      </nav>
    </section>
  )
}

function Way({
  href,
  name,
  about,
}: {
  readonly href: string
  readonly name: string
  readonly about: string
}) {
  return (
    <a href={href} target="_blank" rel="noopener">
      <b>{name}</b>
      <span>{about}</span>
    </a>
  )
}

type CrowdState = 'idle' | 'asking' | 'refused' | readonly Reaction[]

function Crowd({ said }: Part) {
  const [state, setState] = useState<CrowdState>('idle')
  const start = () => {
    setState('asking')
    askAtOnce().then(setState, () => setState('refused'))
  }
  return (
    <>
      <button type="button" onClick={start} disabled={state === 'asking'}>
        <b>{said.crowd}</b>
        <span>{said.crowdAbout}</span>
      </button>
      <div role="status" class="crowd">
        {state === 'asking' && said.asking}
        {state === 'refused' && said.noToken}
        {Array.isArray(state) && <Bars reactions={state} said={said} />}
      </div>
    </>
  )
}

function Bars({ reactions, said }: { readonly reactions: readonly Reaction[]; readonly said: DemoWords }) {
  const slowest = Math.max(...reactions.map(({ ms }) => ms))
  const count = (kind: Reaction['kind']) => reactions.filter(each => each.kind === kind).length
  const sorted = reactions.toSorted((a, b) => a.ms - b.ms)
  return (
    <>
      <svg viewBox={`0 0 ${reactions.length * 4} 40`} preserveAspectRatio="none" aria-hidden="true">
        {sorted.map(({ kind, ms }, i) => {
          const height = Math.max(2, (ms / slowest) * 40)
          return <rect key={`${i}-${ms}`} class={kind} x={i * 4} y={40 - height} width={3} height={height} />
        })}
      </svg>
      {said.result(count('answered'), count('busy') + count('failed'))} · {said.slowest(slowest)}
    </>
  )
}

document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
document.title = `${said.shop} · rushdesk`
const root = document.createElement('div')
const chat = document.createElement('rushdesk-chat')
for (const [name, value] of Object.entries({ 'token-url': '/demo/token', lang, page: said.product })) {
  chat.setAttribute(name, value)
}
document.body.append(root, chat)
render(<Demo />, root)
