// /desk: the console of a seat. Who waits on the left, up to six dialogs side by side, and a list of any others.
import { render } from 'preact'
import { SignIn } from '../access/sign-in.js'
import { createKeptToken } from '../access/token.js'
import { pageLanguage } from '../design/language.js'
import { createSeconds } from '../design/seconds.js'
import { afterFrame, createStore } from '../design/store.js'
import { createBetweenFrames } from './between-frames.js'
import { type Board, emptyBoard, type Held, loadOf, longestUnanswered } from './board.js'
import { createCaller } from './call.js'
import { createCannedReplies } from './canned.js'
import type { DeskView } from './desk-view.js'
import { startDeskWork } from './desk-work.js'
import { createKeptDesk } from './kept.js'
import { Lists } from './lists-view.js'
import { Others } from './others-view.js'
import { createPlaces } from './places.js'
import { TalkView } from './talk-view.js'
import { createTalksInTurn } from './talks-in-turn.js'
import { TopBar } from './top-view.js'
import { deskWords } from './words.js'

const said = deskWords[pageLanguage()]
const token = createKeptToken('desk', begin)
const kept = createKeptDesk()
const caller = createCaller(said.title)
const betweenFrames = createBetweenFrames(afterFrame)
const store = createStore<Board>(emptyBoard, draw, betweenFrames.soon)
const seconds = createSeconds()
const places = createPlaces(dialogId => kept.draft(dialogId) !== '')
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
    store,
    kept,
    said,
    token: token.get,
    call: caller.call,
    canned: replies.follow,
    refused: () => {
      leave()
      store.set({ isRefused: true })
    },
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

/** A phone shows one talk and a list of the others. */
const narrow = matchMedia('(max-width: 760px)')
const WIDE_TALKS = 6

function draw(board: Board): void {
  if (desk === undefined) {
    render(<Door isRefused={board.isRefused} />, root)
    return
  }
  const shown = places.of(board.held, narrow.matches ? 1 : WIDE_TALKS)
  const others = board.held.filter(each => !shown.includes(each))
  const view = { board, others, desk }
  const isBehind = betweenFrames.slice(() => {
    const { talks, isBehind } = talksInTurn(shown)
    render(<Desk {...view} talks={talks} />, root)
    return isBehind
  })
  // The rest with the next frames.
  if (isBehind) store.set({})
}

/** Puts a dialog among those side by side, to be written in. */
function bring(dialogId: string): void {
  places.bring(dialogId)
  draw(store.get())
  document.querySelector<HTMLElement>(`.talk[data-dialog="${dialogId}"] textarea`)?.focus()
}

function Door({ isRefused }: Pick<Board, 'isRefused'>) {
  const address = `/desk/token${location.search}`
  return (
    <SignIn said={said.signIn} fault={isRefused ? said.refused : undefined} address={address} enter={begin} />
  )
}

interface DeskProps {
  readonly board: Board
  readonly talks: readonly Held[]
  readonly others: readonly Held[]
  readonly desk: DeskView
}

function Desk({ board, talks, others, desk }: DeskProps) {
  const { me, hasMissed, seats, link, fault, offers, waiting, left } = board
  const { work } = desk
  return (
    <div class="desk">
      <TopBar
        me={me}
        hasMissed={hasMissed}
        seats={seats}
        link={link}
        fault={fault}
        said={said}
        work={work}
        leave={leave}
        load={loadOf(board)}
        allow={caller.allow}
      />
      <aside aria-label={said.waiting} data-scrolls>
        <div>
          <Others others={others} said={said} seconds={seconds} bring={bring} />
          <Lists
            offers={offers}
            waiting={waiting}
            left={left}
            me={me}
            said={said}
            work={work}
            seconds={seconds}
          />
        </div>
      </aside>
      <main data-count={talks.length}>
        {talks.length === 0 && (
          <div class="empty">
            <p>{said.empty}</p>
            <p class="small">{said.emptyHelp}</p>
          </div>
        )}
        {talks.map((held, place) => (
          <TalkView key={held.row.dialogId} {...desk} held={held} place={place} me={me} />
        ))}
      </main>
    </div>
  )
}

function onKeyDown(event: KeyboardEvent): void {
  if (!event.altKey || !press(event.code)) return
  event.preventDefault()
}

/** False: the key means nothing here. */
function press(code: string): boolean {
  const { offers, waiting, held } = store.get()
  const [offer] = offers
  const [next] = waiting
  if (code === 'KeyN' && offer !== undefined) desk?.work.accept(offer.row.dialogId)
  else if (code === 'KeyN' && next !== undefined) desk?.work.claim(next.dialogId)
  else if (code === 'Digit0') bringLongest(held)
  else if (/^Digit[1-6]$/.test(code)) talkBoxes()[Number(code.slice(-1)) - 1]?.focus()
  else return false
  return true
}

const talkBoxes = () => document.querySelectorAll<HTMLElement>('.talk .reply textarea')

function bringLongest(held: readonly Held[]): void {
  const isShown = ({ row }: Held) => document.querySelector(`.talk[data-dialog="${row.dialogId}"]`) !== null
  const longest = longestUnanswered(held.filter(each => !isShown(each)))
  if (longest !== undefined) bring(longest.row.dialogId)
}

document.title = `${said.title} · rushdesk`
document.body.append(root)
addEventListener('keydown', onKeyDown)
narrow.addEventListener('change', () => draw(store.get()))
if (token.get() === '') draw(emptyBoard)
else begin(token.get())
