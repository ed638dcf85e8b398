// Acts of a customer who wants a person: ask for one, leave the queue.
// The place on the board is taken before the dialog's record says that it waits, so that at most HANDOFF_MAX wait.
import type { Tickets } from '../dialog/queue/tickets.js'
import type { KeepEvent } from '../dialog/store/event-seed.js'
import type { HandoffOutcome, HandoffReason } from '../dialog/store/handoff.js'
import type { Handovers, QueueResult } from '../dialog/store/handovers.js'
import type { Outbox } from '../dialog/store/outbox.js'
import type { HandedCustomer } from '../dialog/turn/handed-turn.js'
import type { DialogId, TurnId } from '../ids.js'
import type { Offload } from '../offload/offload.js'
import type { KeyedHash } from '../privacy/keyed-hash.js'
import { Problem } from '../problem.js'
import type { DeskBoard, DeskRow } from './board.js'
import { createComing } from './coming.js'
import type { Desk } from './desk.js'
import { priorityOf } from './priority.js'
import { placeOf } from './queue-order.js'
import type { HandoffView, NobodyThere, Standings } from './standing.js'

export interface PersonAsked {
  readonly dialogId: DialogId
  readonly customer: HandedCustomer
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
  /** The raw Idempotency-Key. */
  readonly key?: string | undefined
  /** Of the turn that asks. */
  readonly traceparent?: string | undefined
}

/** A turn that asked for a person in vain and opened its dialog. */
export interface OpenedInVain {
  readonly dialogId: DialogId
  readonly turnId: TurnId
  readonly customer: HandedCustomer
  readonly reason: HandoffReason
  /** As its answer says. */
  readonly why: string
  readonly traceparent: string
}

export interface Asking {
  /** Throws Problem 'not-found', 'key-reused' or 'store-away'. */
  ask(asked: PersonAsked): Promise<HandoffView>
  /** Tells the shop of the wish once the turn is stored: only then its dialog can keep an event. The event of a turn that
   *  comes again has the same id. Throws Problem 'store-away'. */
  openedInVain(wish: OpenedInVain): Promise<void>
  /** Throws Problem 'not-found', 'held' or 'store-away'. */
  leaveQueue(customer: PersonAsked['customer'], dialogId: DialogId): Promise<void>
}

export interface AskingDeps {
  readonly desk: Desk
  readonly handovers: Pick<Handovers, 'queue' | 'setBot' | 'leaveQueue'>
  readonly tickets: Pick<Tickets, 'announce'>
  readonly offload: Pick<Offload, 'prepare'>
  readonly keepEvent: KeepEvent
  readonly outbox: Pick<Outbox, 'keep'>
  readonly standings: Standings
  readonly keyedHash: KeyedHash
  readonly counts: { handoff(reason: HandoffReason, outcome: HandoffOutcome): void }
  /** Called with the customer of each dialog that begins to wait. */
  onQueued(customer: HandedCustomer): void
}

const NOTE_MAX = 500

/** Dialogs of one customer that may wait at a time: with many tabs there are a few, and HANDOFF_MAX is there for all. Asks in
 *  several processes at one moment may bring so many in each of them. */
const WAITING_MAX = 5

export function createAsking(deps: AskingDeps): Asking {
  const { desk, handovers, tickets, counts, standings, keyedHash } = deps
  const coming = createComing()

  async function masked(text: string | undefined): Promise<string | undefined> {
    if (text === undefined || text === '') return undefined
    return (await deps.offload.prepare({ text: text.slice(0, NOTE_MAX), matches: 0 })).masked
  }

  function nobody(asked: PersonAsked, board: DeskBoard): NobodyThere | undefined {
    // A customer who waits already keeps the place.
    const waits = board.rows.get(asked.dialogId)?.kind === 'waiting'
    return waits ? undefined : standings.nobodyFor(asked.customer.shop, board, asked.skill)
  }

  function onceOf({ dialogId, key, skill, bot, note }: PersonAsked) {
    const hash = (...parts: string[]) => keyedHash('handoff', dialogId, ...parts)
    return key === undefined ? undefined : { key: hash(key), body: hash(JSON.stringify([skill, bot, note])) }
  }

  /** Stores the customer's switch of the bot all the same: it counts without a person, too. */
  async function refuse(asked: PersonAsked, closed: NobodyThere): Promise<HandoffView> {
    const view = { mode: 'bot', ...closed } as const
    counts.handoff(asked.reason, view.why)
    if (asked.opens) return view
    const { dialogId, customer, bot } = asked
    const switched = await handovers.setBot(dialogId, customer.owner, bot)
    if (switched.kind === 'absent') throw new Problem('not-found')
    if (switched.kind === 'held') return { mode: 'seat', open: true, name: switched.name }
    if (switched.kind === 'left') tickets.announce(dialogId, switched)
    if (!asked.isByRule) await tellRefused({ ...asked, why: view.why })
    return view
  }

  /** The shop's own desk may have somebody for this customer. */
  async function tellRefused(
    wish: Pick<PersonAsked, 'dialogId' | 'customer' | 'reason' | 'traceparent'> & { readonly why: string },
    id?: string,
  ): Promise<void> {
    const { dialogId, customer, reason, traceparent, why } = wish
    const { owner, shop, ref } = customer
    const data = { ref, reason, priority: priorityOf(reason, customer), open: false, why }
    const keep = async (event: string) => event !== '' && deps.outbox.keep(dialogId, owner, event)
    const seed = {
      type: 'dialog.handoff',
      shop,
      owner,
      data,
      traceparent,
      ...(id !== undefined && { id }),
    } as const
    await deps.keepEvent(dialogId, seed, keep)
  }

  /** A place on the board; false when too many wait, or too many of this customer do. */
  async function isRoomFor(shop: string, row: DeskRow, board: DeskBoard): Promise<boolean> {
    const known = board.rows.get(row.dialogId)?.kind
    if (known === 'waiting' || known === 'held') return true
    return isAmongFirst(shop, row) && (await desk.reserve(shop, row))
  }

  /** The dialog may be the last one of its customer that gets a place. */
  function isAmongFirst(shop: string, { dialogId, owner = '' }: DeskRow): boolean {
    const rows = [...desk.board(shop).rows.values()]
    const waiting = rows.filter(row => row.kind === 'waiting' && row.owner === owner)
    const dialogs = new Set([...waiting.map(row => row.dialogId), ...coming.of(owner)])
    return [...dialogs].indexOf(dialogId) < WAITING_MAX
  }

  async function queue(asked: PersonAsked, board: DeskBoard): Promise<HandoffView> {
    const { dialogId, reason, skill, bot, isByRule, language, opens = false } = asked
    const { owner, shop, ref } = asked.customer
    const priority = priorityOf(reason, asked.customer)
    const row: DeskRow = {
      dialogId,
      kind: 'waiting',
      since: board.at,
      reason,
      priority,
      last: '',
      isReserved: true,
      ref,
      owner,
      skill,
      isBotOff: bot === 'off',
    }
    if (!(await isRoomFor(shop, row, board))) return refuse(asked, { open: false, why: 'full' })
    const note = await masked(asked.note)
    const { etaS, position } = placeOf(withRow(board, row), dialogId) ?? {}
    const queued = await handovers.queue({
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
      once: onceOf(asked),
      traceparent: asked.traceparent,
    })
    await desk.settle(shop, dialogId)
    return afterQueueing(asked, queued)
  }

  async function afterQueueing(asked: PersonAsked, queued: QueueResult): Promise<HandoffView> {
    const { dialogId, reason, customer } = asked
    switch (queued.kind) {
      case 'absent':
        throw new Problem('not-found')
      case 'key-reused':
        throw new Problem('key-reused')
      case 'repeated':
        return standings.of(customer.shop, { dialogId, ...queued })
      case 'quiet':
        return { mode: 'bot', open: false, why: 'nobody' }
      case 'held':
        return { mode: 'seat', open: true, name: queued.name }
      case 'queued':
        tickets.announce(dialogId, queued)
        if (queued.isNew) {
          counts.handoff(reason, 'queued')
          deps.onQueued(customer)
        }
        await desk.refresh(customer.shop)
        return standings.of(customer.shop, { dialogId, mode: 'queued' })
    }
  }

  return {
    async ask(asked) {
      const board = await desk.refresh(asked.customer.shop)
      const closed = nobody(asked, board)
      if (closed) return refuse(asked, closed)
      return coming.during(asked.customer.owner, asked.dialogId, () => queue(asked, board))
    },
    openedInVain: wish => tellRefused(wish, keyedHash('event', 'opened-in-vain', wish.dialogId, wish.turnId)),
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
  }
}

/** A dialog that waits keeps its row; the row of a left message makes way for that of the wait. */
function withRow(board: DeskBoard, row: DeskRow): DeskBoard {
  if (board.rows.get(row.dialogId)?.kind === 'waiting') return board
  return { ...board, rows: new Map([...board.rows, [row.dialogId, row]]) }
}
