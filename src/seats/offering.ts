// Offers of waiting dialogs to seats: each process makes the next step of its boards twice a second, and of steps made
// at once the store keeps one. A seat's reply to an offer and the reservation of a claim are such steps, too.
import type { DialogId } from '../ids.js'
import { Problem } from '../problem.js'
import { repeat } from '../timers.js'
import {
  type BoardChange,
  type DeskBoard,
  type DeskBoards,
  emptyNote,
  noteChange,
  openOffer,
  type SeatStatus,
} from './board.js'
import type { Desk } from './desk.js'
import { type LoadRules, loadOf, loadsOf, releaseClaim, reserveClaim, talkingWith } from './load.js'
import { decline, nextOffers, type OfferRules } from './offers.js'
import type { SeatPerson } from './seat-acts.js'

export interface DeskRules extends OfferRules, LoadRules {}

/** An operator's settings of a seat; absent fields stay as they are. */
export interface SeatOverride {
  readonly capacity?: number | undefined
  readonly skills?: readonly string[] | undefined
  readonly status?: SeatStatus | undefined
}

/** A dialog that a seat is about to take. */
export interface ClaimIntent {
  readonly shop: string
  readonly sub: string
  readonly dialogId: DialogId
}

export interface SeatWork {
  readonly load: number
  readonly talking: ReadonlySet<DialogId>
}

/** Each act but release throws Problem 'store-away' when the store cannot be asked. */
export interface Offering {
  /** Number of dialogs that the seat holds, was offered or is claiming. */
  load(shop: string, board: DeskBoard, sub: string): number
  /** The seat's load, and the dialogs that it holds and whose customers talk. */
  work(seat: Pick<SeatPerson, 'shop' | 'sub'>, board: DeskBoard): SeatWork
  /** Counts the dialog in the seat's load. Throws Problem 'at-capacity'. */
  reserve(intent: ClaimIntent): Promise<void>
  /** Counts a dialog that was offered to the seat. Throws Problem 'not-waiting' without an open offer. */
  accept(intent: ClaimIntent): Promise<void>
  /** Ends the reservation of a claim that was won or lost. Never throws: a reservation also ends by itself. */
  release(intent: ClaimIntent): Promise<void>
  /** Declining again changes nothing. Throws Problem 'not-waiting' for a dialog that was not offered to the seat. */
  decline(intent: ClaimIntent): Promise<void>
  /** Throws Problem 'not-found' for an unknown seat. */
  override(shop: string, sub: string, override: SeatOverride): Promise<void>
  close(): Promise<void>
}

export interface OfferingDeps {
  readonly desk: Pick<Desk, 'board' | 'boards' | 'refresh'>
  readonly boards: Pick<DeskBoards, 'amend'>
  rulesOf(shop: string): DeskRules
  /** Sends other processes the news that the board has changed. */
  ping(shop: string): void
  readonly onError: (error: unknown) => void
}

const STEP_MS = 500
/** Attempts at a step, each overtaken by another process's step, before the board counts as too busy. */
const TRIES = 8

export function createOffering(deps: OfferingDeps): Offering {
  const { desk, boards, rulesOf } = deps

  /** Makes the step on the newest board. `decide` throws a refusal, or returns undefined when nothing is to change. */
  async function amend(
    shop: string,
    decide: (board: DeskBoard) => BoardChange | undefined,
    known?: DeskBoard,
  ): Promise<void> {
    let board = known ?? (await desk.refresh(shop))
    for (let tries = 0; tries < TRIES; tries++) {
      const change = decide(board)
      if (!change) return
      const isMade = await boards.amend(shop, board.version, change)
      board = await desk.refresh(shop)
      if (isMade) return deps.ping(shop)
    }
    throw new Problem('store-away', { retryAfterS: 1 })
  }

  async function step(): Promise<void> {
    for (const [shop, board] of desk.boards()) {
      const rules = rulesOf(shop)
      if (!rules.isOffering && board.offers.size + board.notes.size === 0) continue
      await amend(shop, now => nextOffers(now, rules), board).catch(deps.onError)
    }
  }
  const stepping = repeat(step, STEP_MS)

  /** Load matters unless seats pick dialogs themselves and may exceed their capacity. */
  const counts = ({ isOffering, mayClaimOver }: DeskRules) => isOffering || !mayClaimOver

  function mustBeOffered(board: DeskBoard, { sub, dialogId }: ClaimIntent): void {
    const isHeld = board.rows.get(dialogId)?.sub === sub
    if (!openOffer(board, sub, dialogId) && !isHeld) throw new Problem('not-waiting')
  }

  return {
    load: (shop, board, sub) => loadsOf(board, rulesOf(shop)).get(sub) ?? 0,
    work({ shop, sub }, board) {
      const rules = rulesOf(shop)
      return { load: loadOf(board, sub, rules), talking: talkingWith(board, sub, rules) }
    },
    async reserve(intent) {
      const rules = rulesOf(intent.shop)
      if (!counts(rules)) return
      await amend(intent.shop, board => {
        const change = reserveClaim(board, intent, rules)
        if (!change) throw new Problem('at-capacity')
        return change
      })
    },
    async accept(intent) {
      await amend(intent.shop, board => {
        mustBeOffered(board, intent)
        return reserveClaim(board, intent, rulesOf(intent.shop))
      })
    },
    async release({ shop, sub, dialogId }) {
      if (!counts(rulesOf(shop))) return
      const free = (board: DeskBoard) => releaseClaim(board, sub, dialogId)
      await amend(shop, free, desk.board(shop)).catch(deps.onError)
    },
    decline: intent =>
      amend(intent.shop, board => {
        // It was declined, or ran out, before: the next seat has it.
        if (board.offers.get(intent.dialogId)?.passed.includes(intent.sub)) return undefined
        const change = decline(board, intent.sub, intent.dialogId)
        if (!change) throw new Problem('not-waiting')
        return change
      }),
    override: (shop, sub, { status, capacity, skills }) =>
      amend(shop, ({ seats, notes }) => {
        if (!seats.has(sub)) throw new Problem('not-found')
        const note = notes.get(sub) ?? emptyNote
        const set = { capacity: capacity ?? note.capacity, skills: skills ?? note.skills }
        return noteChange(sub, { ...note, ...set, status: status ?? note.status })
      }),
    close: () => stepping.close(),
  }
}
