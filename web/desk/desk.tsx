// /desk: the console of a seat. Who waits on the left, up to six dialogs side by side.
import { render } from 'preact'
import { SignIn } from '../access/sign-in.js'
import { createKeptToken } from '../access/token.js'
import { pageLanguage } from '../design/language.js'
import { createStore } from '../design/store.js'
import { type Board, emptyBoard } from './board.js'
import { createCaller } from './call.js'
import { type CannedReplies, createCannedReplies } from './canned.js'
import { type DeskWork, startDeskWork } from './desk-work.js'
import { createKeptDesk } from './kept.js'
import { Lists } from './lists-view.js'
import { TalkView } from './talk-view.js'
import { TopBar } from './top-view.js'
import { deskWords } from './words.js'

const said = deskWords[pageLanguage()]
const token = createKeptToken('desk', begin)
const kept = createKeptDesk()
const caller = createCaller(said.title)
const store = createStore<Board>(emptyBoard, draw)
const root = document.createElement('div')
let work: DeskWork | undefined
let canned: CannedReplies | undefined

function begin(given: string): void {
  token.set(given)
  work?.stop()
  const replies = createCannedReplies(token.get, () => draw(store.get()))
  canned = replies
  work = startDeskWork({
    ...{ store, kept, noReply: said.noReply, token: token.get, call: caller.call },
    canned: replies.follow,
  })
  draw(store.get())
}

function leave(): void {
  work?.stop()
  work = undefined
  token.set('')
  draw(store.get())
}

/** Talks that fit side by side. */
const SHOWN = 6

function draw(board: Board): void {
  const door = (
    <SignIn said={said.signIn} fault={undefined} address={`/desk/token${location.search}`} enter={begin} />
  )
  render(work === undefined ? door : <Desk board={board} work={work} />, root)
}

function Desk({ board, work }: { readonly board: Board; readonly work: DeskWork }) {
  const shared = { said, work, kept, canned: canned?.all() ?? [], second: Math.floor(Date.now() / 1000) }
  const desk = { ...shared, board }
  return (
    <div class="desk">
      <TopBar {...desk} leave={leave} allow={caller.allow} />
      <Lists {...desk} />
      <main data-count={Math.min(board.held.length, SHOWN)}>
        {board.held.length === 0 && (
          <div class="empty">
            <p>{said.empty}</p>
            <p class="small">{said.emptyHelp}</p>
          </div>
        )}
        {board.held.slice(0, SHOWN).map((held, place) => (
          <TalkView key={held.row.dialogId} {...{ ...shared, held, place, me: board.me }} />
        ))}
      </main>
    </div>
  )
}

function onKeyDown(event: KeyboardEvent): void {
  if (!event.altKey) return
  const { waiting } = store.get()
  if (event.code === 'KeyN' && waiting[0] !== undefined) work?.claim(waiting[0].dialogId)
  else if (!/^Digit[1-6]$/.test(event.code)) return
  else document.querySelectorAll<HTMLElement>('.talk textarea')[Number(event.code.slice(-1)) - 1]?.focus()
  event.preventDefault()
}

document.title = `${said.title} · rushdesk`
document.body.append(root)
addEventListener('keydown', onKeyDown)
// Clocks run on while nothing comes.
setInterval(() => draw(store.get()), 1000)
if (token.get() === '') draw(emptyBoard)
else begin(token.get())
