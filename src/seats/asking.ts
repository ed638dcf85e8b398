// Acts of a customer who wants a person: ask for one, leave the queue, leave a message.
// The place on the board is taken before the dialog's record says that it waits, so that at most HANDOFF_MAX wait.
import type { Tickets } from '../dialog/queue/tickets.js'
import type { KeepEvent } from '../dialog/store/event-seed.js'
import type { HandoffReason, Handovers } from '../dialog/store/handovers.js'
import type { Outbox } from '../dialog/store/outbox.js'
import type { DialogId } from '../ids.js'
import type { Offload } from '../offload/offload.js'
import { Problem } from '../problem.js'
import type { DeskBoard } from './board.js'
import type { Desk } from './desk.js'
import { type Closed, closedBy, placeOf, type QueuePlace } from './queue-order.js'

/** A dialog's handoff as its customer sees it. */
export type HandoffView =
  | ({ readonly mode: 'queued'; readonly open: true } & QueuePlace)
  /** No person can be asked for now; `why` is the reason. */
  | {
      readonly mode: 'bot'
      readonly open: false
      readonly why: Closed
      readonly nextOpenAt?: number | undefined
    }
  | { readonly mode: 'seat'; readonly open: true; readonly name: string }

export interface PersonAsked {
  readonly dialogId: DialogId
  readonly customer: { readonly owner: string; readonly shop: string; readonly ref?: string | undefined }
  readonly language: string
  readonly reason: HandoffReason
  readonly skill?: string | undefined
  readonly bot?: 'on' | 'off' | undefined
  /** Raw. */
  readonly note?: string | undefined
  /** A rule of the shop asks, not the customer. */
  readonly isByRule?: boolean
  /** The turn that asks also opens the dialog: an absent one is created. */
  readonly opens?: boolean
}

export interface Asking {
  /** Throws Problem 'not-found' or 'store-away'. */
  ask(asked: PersonAsked): Promise<HandoffView>
  /** Throws Problem 'not-found', 'held' or 'store-away'. */
  leaveQueue(customer: PersonAsked['customer'], dialogId: DialogId): Promise<void>
  /** Resolves to the message's id. Throws Problem 'not-found', 'rate-limited' or 'store-away'. */
  leaveMessage(asked: PersonAsked, text: string): Promise<string>
  /** The dialog's place on this process's copy of the board; undefined when it does not wait. */
  placeIn(shop: string, dialogId: DialogId): QueuePlace | undefined
  /** Calls `tell` when the place has changed, and at the latest every 15 s. Returns a function that stops this. */
  followPlace(shop: string, dialogId: DialogId, tell: (place: QueuePlace) => void): () => void
}

export interface AskingDeps {
  readonly desk: Desk
  readonly handovers: Pick<Handovers, 'queue' | 'setBot' | 'leaveQueue' | 'leaveMessage'>
  readonly tickets: Pick<Tickets, 'announce'>
  readonly offload: Pick<Offload, 'prepare'>
  readonly keepEvent: KeepEvent
  readonly outbox: Pick<Outbox, 'keep'>
  /** Undefined when the shop is open now. */
  closedUntil(shop: string): { readonly nextOpenAt: number | undefined } | undefined
  /** Longest expected wait with which a customer may still join the queue. */
  maxWaitS(shop: string): number
  readonly counts: { handoff(reason: HandoffReason, outcome: string): void }
  newId(): string
  readonly clock: { now(): number }
}

/** Priority 0 is served first. */
export const priorities: Readonly<Record<HandoffReason, number>> = {
  ...{ safety: 0, returned: 1, transfer: 1, security: 2, mood: 3, asked: 4, 'refused-ai': 4 },
  ...{ failed: 5, repeated: 5, feedback: 5, slow: 5, model: 5, 'no-answer': 6, ladder: 7, 'left-message': 7 },
}

/** An unchanged place is sent again after this time. */
const TELL_MS = 15_000
const NOTE_MAX = 500

/** At most `handoffMax` dialogs of a shop wait. */
export function createAsking(deps: AskingDeps, handoffMax: number): Asking {
  const { desk, handovers, tickets, counts } = deps

  async function masked(text: string | undefined): Promise<string | undefined> {
    if (text === undefined || text === '') return undefined
    return (await deps.offload.prepare({ text: text.slice(0, NOTE_MAX), matches: 0 })).masked
  }

  function closed(asked: PersonAsked, board: DeskBoard): Extract<HandoffView, { open: false }> | undefined {
    // A customer who waits already keeps the place.
    if (board.rows.get(asked.dialogId)?.kind === 'waiting') return undefined
    const hours = deps.closedUntil(asked.customer.shop)
    if (hours) return { mode: 'bot', open: false, why: 'hours', nextOpenAt: hours.nextOpenAt }
    const maxWaitS = deps.maxWaitS(asked.customer.shop)
    const why = closedBy(board, asked.skill, { handoffMax, maxWaitS })
    return why && { mode: 'bot', open: false, why }
  }

  /** Stores the customer's switch of the bot all the same: it counts without a person, too. */
  async function refuse(
    asked: PersonAsked,
    view: Extract<HandoffView, { open: false }>,
  ): Promise<HandoffView> {
    counts.handoff(asked.reason, view.why)
    if (asked.opens) return view
    const { dialogId, customer, bot } = asked
    const switched = await handovers.setBot(dialogId, customer.owner, bot)
    if (switched.kind === 'absent') throw new Problem('not-found')
    if (switched.kind === 'held') return { mode: 'seat', open: true, name: switched.name }
    if (switched.kind === 'left') tickets.announce(dialogId, switched)
    if (!asked.isByRule) await tellRefused(asked, view.why)
    return view
  }

  /** The shop's own desk may have somebody for this customer. */
  async function tellRefused({ dialogId, customer, reason }: PersonAsked, why: Closed): Promise<void> {
    const { owner, shop, ref } = customer
    const data = { ref, reason, priority: priorities[reason], open: false, why }
    const keep = async (event: string) => event !== '' && deps.outbox.keep(dialogId, owner, event)
    await deps.keepEvent(dialogId, { type: 'dialog.handoff', shop, data }, keep)
  }

  async function queue(asked: PersonAsked, board: DeskBoard): Promise<HandoffView> {
    const { dialogId, reason, skill, bot, isByRule, language, opens = false } = asked
    const { owner, shop, ref } = asked.customer
    const priority = priorities[reason]
    const row = {
      dialogId,
      kind: 'waiting',
      since: board.at,
      reason,
      priority,
      last: '',
      isReserved: true,
    } as const
    if (
      !board.rows.has(dialogId) &&
      !(await desk.reserve(shop, { ...row, ref, skill, isBotOff: bot === 'off' }))
    ) {
      return refuse(asked, { mode: 'bot', open: false, why: 'full' })
    }
    const note = await masked(asked.note)
    const rows = new Map([[dialogId, { ...row, ref, skill, isBotOff: bot === 'off' }], ...board.rows])
    const { etaS, position } = placeOf({ ...board, rows }, dialogId) ?? {}
    const wish = {
      dialogId,
      owner,
      shop,
      ref,
      reason,
      priority,
      skill,
      bot,
      note,
      etaS,
      language,
      isByRule,
      opens,
      position,
    }
    const queued = await handovers.queue(wish)
    await desk.settle(shop, dialogId)
    if (queued.kind === 'absent') throw new Problem('not-found')
    if (queued.kind === 'quiet') return { mode: 'bot', open: false, why: 'nobody' }
    if (queued.kind === 'held') return { mode: 'seat', open: true, name: queued.name }
    tickets.announce(dialogId, queued)
    if (queued.isNew) counts.handoff(reason, 'queued')
    const place = placeOf(await desk.refresh(shop), dialogId)
    // Without a place, a seat has claimed the dialog meanwhile; followers of the dialog get that event.
    return { mode: 'queued', open: true, ...(place ?? { position: 1, waiting: 1, etaS: undefined }) }
  }

  return {
    async ask(asked) {
      const board = await desk.refresh(asked.customer.shop)
      const view = closed(asked, board)
      return view ? refuse(asked, view) : queue(asked, board)
    },
    async leaveQueue({ owner, shop }, dialogId) {
      const seed = { type: 'dialog.closed', shop, data: { by: 'customer' } } as const
      const leave = (event: string) => handovers.leaveQueue(dialogId, owner, event)
      const left = await deps.keepEvent(dialogId, seed, leave)
      if (left.kind === 'absent') throw new Problem('not-found')
      if (left.kind === 'held') throw new Problem('held')
      if (left.kind === 'not-waiting') return
      tickets.announce(dialogId, left)
      await desk.settle(shop, dialogId)
    },
    async leaveMessage(asked, text) {
      const { dialogId, language } = asked
      const { owner, shop, ref } = asked.customer
      const messageId = deps.newId()
      const { masked: safe } = await deps.offload.prepare({ text, matches: 0 })
      const left = await handovers.leaveMessage({
        dialogId,
        owner,
        shop,
        ref,
        language,
        messageId,
        text: safe,
      })
      if (left.kind === 'absent') throw new Problem('not-found')
      if (left.kind === 'full') throw new Problem('rate-limited', { retryAfterS: 60 })
      counts.handoff('left-message', 'left')
      await desk.settle(shop, dialogId)
      return messageId
    },
    placeIn: (shop, dialogId) => placeOf(desk.board(shop), dialogId),
    followPlace(shop, dialogId, tell) {
      let told = ''
      let toldAt = Number.NEGATIVE_INFINITY
      const tellPlace = (board: DeskBoard) => {
        const place = placeOf(board, dialogId)
        if (!place) return
        const now = deps.clock.now()
        const said = `${place.position} ${place.waiting}`
        if (said === told && now - toldAt < TELL_MS) return
        told = said
        toldAt = now
        tell(place)
      }
      const again = setInterval(() => tellPlace(desk.board(shop)), TELL_MS)
      again.unref()
      const stop = desk.follow(shop, tellPlace)
      return () => {
        clearInterval(again)
        stop()
      }
    },
  }
}
