// /desk: the console of a seat. Who waits on the left, up to six dialogs side by side.
import { render } from 'preact'
import { SignIn } from '../access/sign-in.js'
import { createKeptToken } from '../access/token.js'
import { pageLanguage } from '../design/language.js'
import { createSeconds } from '../design/seconds.js'
import { createStore } from '../design/store.js'
import { type Board, emptyBoard, type Held } from './board.js'
import { createCaller } from './call.js'
import { createCannedReplies } from './canned.js'
import type { DeskView } from './desk-view.js'
import { startDeskWork } from './desk-work.js'
import { createKeptDesk } from './kept.js'
import { Lists } from './lists-view.js'
import { TalkView } from './talk-view.js'
import { createTalksInTurn } from './talks-in-turn.js'
import { TopBar } from './top-view.js'
import { deskWords } from './words.js'

const said = deskWords[pageLanguage()]
const token = createKeptToken('desk', begin)
const kept = createKeptDesk()
const caller = createCaller(said.title)
const store = createStore<Board>(emptyBoard, draw)
const seconds = createSeconds()
const talksInTurn = createTalksInTurn()
const root = document.createElement('div')
/** Absent while nobody has signed in. */
let desk: DeskView | undefined

function begin(given: string): void {
  token.set(given)
  desk?.work.stop()
  const replies = createCannedReplies(token.get, canned => {
    if (desk !== undefined) desk = { ...desk, canned }
    draw(store.get())
  })
  const work = startDeskWork({
    ...{ store, kept, noReply: said.noReply, token: token.get, call: caller.call },
    canned: replies.follow,
  })
  desk = { said, work, kept, canned: [], seconds }
  draw(store.get())
}

function leave(): void {
  desk?.work.stop()
  desk = undefined
  token.set('')
  draw(store.get())
}

/** Talks that fit side by side. */
const SHOWN = 6

function draw(board: Board): void {
  if (desk === undefined) {
    render(<Door />, root)
    return
  }
  const { talks, isBehind } = talksInTurn(board.held.slice(0, SHOWN))
  render(<Desk {...{ board, talks, desk }} />, root)
  // The rest with the next frame.
  if (isBehind) store.set({})
}

function Door() {
  const address = `/desk/token${location.search}`
  return <SignIn said={said.signIn} fault={undefined} address={address} enter={begin} />
}

interface DeskProps {
  readonly board: Board
  readonly talks: readonly Held[]
  readonly desk: DeskView
}

function Desk({ board, talks, desk }: DeskProps) {
  const { me, seats, link, fault, offers, waiting, left } = board
  const { work } = desk
  return (
    <div class="desk">
      <TopBar {...{ me, seats, link, fault, said, work, leave }} allow={caller.allow} />
      <Lists {...{ offers, waiting, left, me, said, work, seconds }} />
      <main data-count={talks.length}>
        {talks.length === 0 && (
          <div class="empty">
            <p>{said.empty}</p>
            <p class="small">{said.emptyHelp}</p>
          </div>
        )}
        {talks.map((held, place) => (
          <TalkView key={held.row.dialogId} {...desk} {...{ held, place, me }} />
        ))}
      </main>
    </div>
  )
}

function onKeyDown(event: KeyboardEvent): void {
  if (!event.altKey) return
  const { offers, waiting } = store.get()
  const [offer] = offers
  const [next] = waiting
  if (event.code === 'KeyN' && offer !== undefined) desk?.work.accept(offer.row.dialogId)
  else if (event.code === 'KeyN' && next !== undefined) desk?.work.claim(next.dialogId)
  else if (!/^Digit[1-6]$/.test(event.code)) return
  else document.querySelectorAll<HTMLElement>('.talk textarea')[Number(event.code.slice(-1)) - 1]?.focus()
  event.preventDefault()
}

document.title = `${said.title} · rushdesk`
document.body.append(root)
addEventListener('keydown', onKeyDown)
if (token.get() === '') draw(emptyBoard)
else begin(token.get())
