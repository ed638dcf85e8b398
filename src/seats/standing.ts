// How a dialog stands with people, as its customer is told: whether one can be had, and if not why; its place while it waits.
import type { HandoffReason } from '../dialog/store/handoff.js'
import type { Mode } from '../dialog/store/talk.js'
import type { DialogId } from '../ids.js'
import type { DeskBoard } from './board.js'
import type { Desk } from './desk.js'
import { type Closed, closedBy, onlineSeats, placeOf, type QueuePlace } from './queue-order.js'

/** Nobody can be had. */
export interface NobodyThere {
  readonly open: false
  readonly why: Closed
  /** Epoch milliseconds; undefined when it is not known. */
  readonly nextOpenAt?: number | undefined
}

/** A wait for a person. Its reason is not known while the board does not show it. */
interface Wait extends QueuePlace {
  readonly mode: 'queued'
  readonly reason?: HandoffReason | undefined
}

export type HandoffView =
  | (Wait & { readonly open: true })
  /** It keeps its place although nobody is there any more. */
  | (Wait & NobodyThere)
  | { readonly mode: 'bot'; readonly open: true }
  | ({ readonly mode: 'bot' } & NobodyThere)
  | { readonly mode: 'seat'; readonly open: true; readonly name: string }

/** A dialog's mode and seat, as its record says. */
export interface Talking {
  readonly dialogId: DialogId
  readonly mode: Mode
  /** Of the seat that holds it. */
  readonly name?: string | undefined
}

export interface Standings {
  /** Why nobody can be asked for: the first reason that holds; undefined when one may be. */
  nobodyFor(shop: string, board: DeskBoard, skill: string | undefined): NobodyThere | undefined
  /** By a board that is at most a second old. Throws Problem 'store-away'. */
  of(shop: string, talking: Talking): Promise<HandoffView>
  /** Calls the listener with how the dialog stands, again when that has changed, and while it waits at the latest every
   *  15 s. Returns what ends it. */
  follow(shop: string, talking: Talking, tell: (view: HandoffView) => void): () => void
}

export interface StandingDeps {
  readonly desk: Pick<Desk, 'recent' | 'follow' | 'board'>
  /** Undefined when the shop is open now. */
  closedUntil(shop: string): { readonly nextOpenAt: number | undefined } | undefined
  /** Nobody is asked to wait longer. */
  maxWaitS(shop: string): number
  readonly clock: { now(): number }
  readonly onError: (error: unknown) => void
}

/** It is told again after this time though it has not changed. */
const TELL_MS = 15_000

/** `handoffMax` of one shop may wait. */
export function createStandings(deps: StandingDeps, handoffMax: number): Standings {
  const { desk } = deps

  function hoursOf(shop: string): NobodyThere | undefined {
    const closed = deps.closedUntil(shop)
    return closed && { open: false, why: 'hours', nextOpenAt: closed.nextOpenAt }
  }

  function nobodyFor(shop: string, board: DeskBoard, skill: string | undefined): NobodyThere | undefined {
    const why = closedBy(board, skill, { handoffMax, maxWaitS: deps.maxWaitS(shop) })
    return hoursOf(shop) ?? (why && { open: false, why })
  }

  /** Undefined while the board does not show the dialog as waiting. */
  function waiting(shop: string, board: DeskBoard, dialogId: DialogId): HandoffView | undefined {
    const place = placeOf(board, dialogId)
    if (!place) return undefined
    const nobody =
      hoursOf(shop) ?? (onlineSeats(board).length === 0 && ({ open: false, why: 'nobody' } as const))
    const { reason } = board.rows.get(dialogId) ?? {}
    return { mode: 'queued', reason, ...(nobody || { open: true }), ...place }
  }

  async function of(shop: string, { dialogId, mode, name = '' }: Talking): Promise<HandoffView> {
    if (mode === 'seat') return { mode, open: true, name }
    const board = await desk.recent(shop)
    if (mode === 'bot') return { mode, ...(nobodyFor(shop, board, undefined) ?? { open: true }) }
    // Its row follows its record: until then it is taken for the only one.
    return waiting(shop, board, dialogId) ?? { mode, open: true, position: 1, waiting: 1, etaS: undefined }
  }

  function followWaiting(shop: string, dialogId: DialogId, tell: (view: HandoffView) => void): () => void {
    let told = ''
    let toldAt = Number.NEGATIVE_INFINITY
    const tellNews = (board: DeskBoard) => {
      const view = waiting(shop, board, dialogId)
      if (!view) return
      const now = deps.clock.now()
      // The time to wait is a guess that moves with every claim: alone it is no news.
      const said = JSON.stringify({ ...view, etaS: undefined })
      if (said === told && now - toldAt < TELL_MS) return
      told = said
      toldAt = now
      tell(view)
    }
    const again = setInterval(() => tellNews(desk.board(shop)), TELL_MS)
    again.unref()
    const stop = desk.follow(shop, tellNews)
    return () => {
      clearInterval(again)
      stop()
    }
  }

  return {
    nobodyFor,
    of,
    follow(shop, talking, tell) {
      if (talking.mode === 'queued') return followWaiting(shop, talking.dialogId, tell)
      let isOver = false
      const tellOnce = (view: HandoffView) => void (isOver || tell(view))
      of(shop, talking).then(tellOnce, error => {
        deps.onError(error)
        // While the desk cannot be asked nobody can be had.
        tellOnce({ mode: 'bot', open: false, why: 'nobody' })
      })
      return () => {
        isOver = true
      }
    },
  }
}
