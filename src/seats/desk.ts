// This process's copies of the boards of those shops that matter here: kept current, corrected by the dialogs' records,
// and passed to followers. Seats with a socket in this process are recorded on the board.
import type { Bus } from '../cluster/bus.js'
import type { DeskView, Handovers } from '../dialog/store/handovers.js'
import type { DialogId } from '../ids.js'
import { repeat } from '../timers.js'
import { type DeskBoard, type DeskBoards, type DeskRow, emptyBoard, type SeatRow } from './board.js'
import { oneAtATime } from './one-at-a-time.js'
import { heldBy, isThere, lapsed } from './queue-order.js'
import { isCurrent, rowOf } from './row.js'

export interface DeskDeps {
  readonly boards: DeskBoards
  readonly handovers: Pick<Handovers, 'read' | 'giveBack'>
  readonly bus: Pick<Bus, 'broadcast'>
  /** Never jumps. */
  readonly steady: { now(): number }
  /** A held dialog went back to the queue because its seat was lost. */
  onReturned(shop: string, view: DeskView): void
  /** A dialog of the board has expired, or was erased. */
  onGone(shop: string, row: DeskRow): void
  readonly onError: (error: unknown) => void
}

export interface DeskLimits {
  /** SEAT_GRACE_S in milliseconds. */
  readonly graceMs: number
  readonly handoffMax: number
}

export interface Desk {
  /** The board as last read. */
  board(shop: string): DeskBoard
  /** All boards that this process keeps, by shop. */
  boards(): ReadonlyMap<string, DeskBoard>
  /** Reads the board anew. Throws Problem 'store-away'. */
  refresh(shop: string): Promise<DeskBoard>
  /** Calls the listener with the board now and after each change. Returns a function that stops this. */
  follow(shop: string, listener: (board: DeskBoard) => void): () => void
  /** Records a seat that has a socket here, or a change of it. */
  sit(shop: string, row: SeatRow): Promise<void>
  /** Records a seat without a socket, or a change of it. */
  present(shop: string, row: SeatRow): Promise<void>
  /** Records that the seat's last socket in this process has closed. */
  remove(shop: string, sub: string): void
  /** Puts a new dialog on the board before it waits; false when too many wait. */
  reserve(shop: string, row: DeskRow): Promise<boolean>
  /** Makes the board say what the dialog's record says, now or when the store can be asked again. */
  settle(shop: string, dialogId: DialogId): Promise<DeskRow | undefined>
  claimed(shop: string, skill: string | undefined): void
  /** Another process has changed the board of this shop. */
  changed(shop: string): void
  /** One round over all boards; the loop does this twice a second. */
  round(): Promise<void>
  close(): Promise<void>
}

const ROUND_MS = 500
/** Rounds from one look for shops with rows to the next. */
const SHOPS_EVERY = 10
/** Rows of a board that one round compares with their dialogs. */
const CHECKED_ROWS = 10
const SHOPS_MAX = 1_000
const byLapse = { reason: 'returned', why: 'lapsed' } as const
/** A longer gap between rounds means that this process or the store was halted: no seat counts as lost then. */
const GAP_MS = 2_000

interface Shop {
  board: DeskBoard
  readonly listeners: Set<(board: DeskBoard) => void>
  /** Seats with a socket here. */
  readonly seats: Map<string, SeatRow>
  /** Dialogs whose row may be wrong. */
  readonly unsettled: Set<DialogId>
  /** Index of the next row to compare with its dialog. */
  checkedTo: number
  told: string
  /** Exchanges the board, one at a time, so that no older one takes the place of a newer one. */
  readonly refresh: () => Promise<DeskBoard>
}

export function createDesk(deps: DeskDeps, limits: DeskLimits): Desk {
  const { boards, handovers } = deps
  const shops = new Map<string, Shop>()
  let rounds = 0
  let roundAt = Number.NEGATIVE_INFINITY
  let regularSince = Number.POSITIVE_INFINITY

  function shopOf(name: string): Shop {
    const known = shops.get(name)
    if (known) return known
    const fresh: Shop = {
      board: emptyBoard,
      listeners: new Set(),
      seats: new Map(),
      unsettled: new Set(),
      checkedTo: 0,
      told: '',
      refresh: oneAtATime(() => exchange(name, fresh)),
    }
    if (shops.size < SHOPS_MAX) shops.set(name, fresh)
    return fresh
  }

  const ping = (shop: string) => deps.bus.broadcast({ kind: 'desk', shop })
  const refresh = (name: string) => shopOf(name).refresh()
  async function exchange(name: string, shop: Shop): Promise<DeskBoard> {
    const known = shop.board === emptyBoard ? undefined : shop.board
    const board = await boards.exchange(name, [...shop.seats.keys()], known)
    await mendSeats(name, shop, board)
    // Rows that left the board are settled by their dialogs' records, so that a lost board is made again.
    for (const dialogId of shop.board.rows.keys()) if (!board.rows.has(dialogId)) shop.unsettled.add(dialogId)
    shop.board = board
    tell(shop)
    return board
  }

  async function mendSeats(name: string, shop: Shop, board: DeskBoard): Promise<void> {
    for (const [sub, row] of shop.seats) {
      const there = board.seats.get(sub)
      if (!there) await boards.seat(name, row)
      else shop.seats.set(sub, { ...row, status: there.status })
    }
  }

  function tell(shop: Shop): void {
    const there = [...shop.board.seats.values()].filter(isThere).map(({ sub, status }) => `${sub} ${status}`)
    const told = `${shop.board.version}\n${there.sort().join('\n')}`
    if (told === shop.told) return
    shop.told = told
    for (const listener of shop.listeners) listener(shop.board)
  }

  async function present(name: string, row: SeatRow): Promise<void> {
    await boards.seat(name, row)
    await refresh(name)
    ping(name)
  }

  async function settle(name: string, dialogId: DialogId): Promise<DeskRow | undefined> {
    const shop = shopOf(name)
    shop.unsettled.add(dialogId)
    const view = await handovers.read(dialogId, name)
    const row = view && rowOf(view)
    const known = shop.board.rows.get(dialogId)
    if (!view && known) deps.onGone(name, known)
    if (row) await boards.put(name, row)
    else await boards.drop(name, dialogId)
    shop.unsettled.delete(dialogId)
    ping(name)
    return row
  }

  /** Compares the next few rows with their dialogs, and settles every row that may be wrong. */
  async function check(name: string, shop: Shop): Promise<void> {
    const ids = [...shop.board.rows.keys()]
    const from = shop.checkedTo < ids.length ? shop.checkedTo : 0
    shop.checkedTo = from + CHECKED_ROWS
    for (const dialogId of [...shop.unsettled]) await settle(name, dialogId)
    for (const dialogId of ids.slice(from, from + CHECKED_ROWS)) {
      const view = await handovers.read(dialogId, name)
      if (!isCurrent(shop.board.rows.get(dialogId), view && rowOf(view))) await settle(name, dialogId)
    }
  }

  /** Gives the dialogs of lost seats back to the queue. */
  async function lapse(name: string, { board }: Shop): Promise<void> {
    if (deps.steady.now() - regularSince < limits.graceMs) return
    for (const { dialogId, sub = '', claimId } of lapsed(board, limits.graceMs)) {
      const ended = await handovers.giveBack({ dialogId, shop: name, sub, claimId }, byLapse)
      const view = ended.kind === 'ended' ? await handovers.read(dialogId, name) : undefined
      await settle(name, dialogId)
      if (view) deps.onReturned(name, view)
    }
  }

  async function forgetLost(name: string, { board, seats }: Shop): Promise<void> {
    for (const seat of board.seats.values()) {
      const isLost = !isThere(seat) && seat.ageMs > limits.graceMs && !seats.has(seat.sub)
      if (isLost && heldBy(board, seat.sub).length === 0) await boards.dropSeat(name, seat.sub)
    }
  }

  async function roundOf(name: string, shop: Shop): Promise<void> {
    await refresh(name)
    await check(name, shop)
    await lapse(name, shop)
    await forgetLost(name, shop)
    const isIdle = shop.listeners.size + shop.seats.size + shop.unsettled.size + shop.board.rows.size === 0
    if (isIdle) shops.delete(name)
  }

  async function round(): Promise<void> {
    const now = deps.steady.now()
    if (now - roundAt > GAP_MS) regularSince = now
    roundAt = now
    try {
      if (rounds++ % SHOPS_EVERY === 0) for (const name of await boards.shops()) shopOf(name)
      for (const [name, shop] of shops) await roundOf(name, shop)
    } catch (error) {
      // No seat counts as lost while the store cannot be asked.
      regularSince = Number.POSITIVE_INFINITY
      roundAt = Number.NEGATIVE_INFINITY
      deps.onError(error)
    }
  }
  const rounding = repeat(round, ROUND_MS)

  return {
    board: name => shops.get(name)?.board ?? emptyBoard,
    boards: () => new Map([...shops].map(([name, { board }]) => [name, board])),
    refresh,
    settle,
    round,
    follow(name, listener) {
      const { listeners, board } = shopOf(name)
      listeners.add(listener)
      if (board !== emptyBoard) listener(board)
      else refresh(name).catch(deps.onError)
      return () => void listeners.delete(listener)
    },
    sit(name, row) {
      shopOf(name).seats.set(row.sub, row)
      return present(name, row)
    },
    present,
    remove(name, sub) {
      shopOf(name).seats.delete(sub)
      boards.left(name, sub).then(() => ping(name), deps.onError)
    },
    async reserve(name, row) {
      const isFree = await boards.put(name, row, limits.handoffMax)
      if (isFree) ping(name)
      return isFree
    },
    claimed: (name, skill) => void boards.claimed(name, skill ?? '').catch(deps.onError),
    changed: name => void shops.get(name)?.refresh().catch(deps.onError),
    close: () => rounding.close(),
  }
}
