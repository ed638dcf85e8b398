// /ops: what is wrong first, then the level and why, then the figures, and the switches.
import { render } from 'preact'
import { SignIn } from '../access/sign-in.js'
import { createKeptToken } from '../access/token.js'
import { pageLanguage } from '../design/language.js'
import { createStore } from '../design/store.js'
import { Changes, Turns } from './changes-view.js'
import { Figures } from './figures-view.js'
import { Gray } from './gray-view.js'
import { Hot } from './hot-view.js'
import { LevelCard } from './level-view.js'
import type { Tick } from './live.js'
import { Processes, Vendors } from './parts-view.js'
import { People } from './people-view.js'
import { createOpsServer, type OpsServer } from './server.js'
import { Troubles } from './troubles-view.js'
import { nothingSeen, type Seen, type Watch, watch } from './watch.js'
import { type OpsWords, opsWords } from './words.js'

const lang = pageLanguage()
const said = opsWords[lang]
const token = createKeptToken('ops', begin)
const server = createOpsServer(token.get)
const store = createStore<Seen>(nothingSeen, draw)
const root = document.createElement('div')
let watching: Watch | undefined

function begin(given: string): void {
  token.set(given)
  watching?.stop()
  store.set(nothingSeen)
  watching = watch(server, token.get, store)
}

function leave(): void {
  watching?.stop()
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
      <Board seen={seen} said={said} server={server} />
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
  const { tick, status, samples, isLost } = seen
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
        {tick && (
          <>
            <Troubles tick={tick} status={status} said={said} />
            <LevelCard level={tick.level} samples={samples} said={said} server={server} lang={lang} />
            <Figures tick={tick} samples={samples} said={said} />
            <Parts seen={seen} said={said} server={server} tick={tick} />
          </>
        )}
      </main>
    </>
  )
}

function Parts({ seen, said, server, tick }: BoardProps & { readonly tick: Tick }) {
  const { status, seats, changes, turns, hot, gray } = seen
  return (
    <>
      <Vendors tick={tick} said={said} />
      <People tick={tick} seats={seats} said={said} />
      {gray && <Gray gray={gray} said={said} server={server} change={next => store.set({ gray: next })} />}
      <Changes changes={changes} said={said} lang={lang} />
      <Processes tick={tick} status={status} said={said} />
      <Hot hot={hot} said={said} server={server} change={next => store.set({ hot: next })} />
      <Turns turns={turns} said={said} lang={lang} show={wanted => watching?.showTurns(wanted)} />
    </>
  )
}

document.title = `${said.title} · rushdesk`
document.body.append(root)
if (token.get() === '') draw(nothingSeen)
else begin(token.get())
