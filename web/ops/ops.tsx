// /ops: what is wrong first, then the level and why, then the figures, and the switches.
import { render } from 'preact'
import { SignIn } from '../access/sign-in.js'
import { createKeptToken } from '../access/token.js'
import { pageLanguage } from '../design/language.js'
import { createStore } from '../design/store.js'
import { Figures } from './figures-view.js'
import { Hot } from './hot-view.js'
import { LevelCard } from './level-view.js'
import { Processes, Vendors } from './parts-view.js'
import { createOpsServer, type OpsServer } from './server.js'
import { Troubles } from './troubles-view.js'
import { nothingSeen, type Seen, watch } from './watch.js'
import { type OpsWords, opsWords } from './words.js'

const lang = pageLanguage()
const said = opsWords[lang]
const token = createKeptToken('ops', begin)
const server = createOpsServer(token.get)
const store = createStore<Seen>(nothingSeen, draw)
const root = document.createElement('div')
let stop: () => void = () => undefined

function begin(given: string): void {
  token.set(given)
  stop()
  store.set(nothingSeen)
  stop = watch(server, store)
}

function leave(): void {
  stop()
  token.set('')
  store.set(nothingSeen)
}

function draw(seen: Seen): void {
  const isOut = token.get() === '' || seen.isRefused
  const fault = seen.isRefused ? said.refused : undefined
  render(
    isOut ? (
      <SignIn said={said.signIn} fault={fault} address="/ops/token" enter={begin} />
    ) : (
      <Board {...{ seen, said, server }} />
    ),
    root,
  )
}

interface BoardProps {
  readonly seen: Seen
  readonly said: OpsWords
  readonly server: OpsServer
}

function Board({ seen, said, server }: BoardProps) {
  const { status, samples, hot, isLost } = seen
  return (
    <>
      <header>
        <h1>{said.title}</h1>
        {status && <span class="small">rushdesk {status.version}</span>}
        <button type="button" class="plain" onClick={leave}>
          {said.leave}
        </button>
      </header>
      <main>
        {isLost && (
          <p class="lost" role="status">
            {said.lost}
          </p>
        )}
        {status && (
          <>
            <Troubles {...{ status, said }} />
            <LevelCard {...{ status, samples, said, server, lang }} />
            <Figures {...{ samples, said }} />
            <Vendors {...{ status, said }} />
            <Processes {...{ status, said }} />
            <Hot {...{ hot, said, server }} change={next => store.set({ hot: next })} />
          </>
        )}
      </main>
    </>
  )
}

document.title = `${said.title} · rushdesk`
document.body.append(root)
if (token.get() === '') draw(nothingSeen)
else begin(token.get())
