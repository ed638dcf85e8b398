// This process's copies of the boards of those shops that matter here: kept current, corrected by the dialogs' records,
// and passed to followers. Seats with a socket in this process are recorded on the board.
import type { Bus, Gone, Message } from '../cluster/bus.js'
import type { DialogId } from '../ids.js'
import { repeat } from '../timers.js'
import { type DeskBoard, type DeskBoards, type DeskRow, emptyBoard, type SeatRow } from './board.js'
import { createEmptyDesks } from './empty-desks.js'
import { createGoneDialogs, type GoneDialogs } from './gone-dialogs.js'
import { type BoardCopy, createMending, type MendingDeps } from './mending.js'
import { oneAtATime } from './one-at-a-time.js'
import { type Paced, type PacedDeps, paced } from './paced.js'
import { isThere } from './queue-order.js'

export interface DeskDeps
  extends Pick<MendingDeps, 'handovers' | 'dialogs' | 'onReturned' | 'onGone'>,
    PacedDeps {
  readonly boards: DeskBoards
  readonly bus: Pick<Bus, 'broadcast'>
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
  /** The board as read within the last second, an empty one within the last 5 s unless there was news of it. Throws
   *  Problem 'store-away'. */
  recent(shop: string): Promise<DeskBoard>
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
  /** Called with each message of the bus: boards have changed, dialogs were deleted. */
  onMessage(message: Message): void
  /** Why the dialog is on the board no more. */
  whyGone(shop: string, dialogId: DialogId): Gone
  /** One round over all boards; the loop does this twice a second. */
  round(): Promise<void>
  close(): Promise<void>
}

const ROUND_MS = 500
/** Rounds from one look for shops with rows to the next. */
const SHOPS_EVERY = 10
const SHOPS_MAX = 1_000
/** News of a board is read no more often: at a busy desk every claim is news to every process. */
const NEWS_MS = 50
/** A longer gap between rounds means that this process or the store was halted: no seat counts as lost then. */
const GAP_MS = 2_000
const RECENT_MS = 1_000

interface Shop extends BoardCopy {
  /** When the board was read, steady time. */
  readAt: number
  readonly listeners: Set<(board: DeskBoard) => void>
  told: string
  readonly gone: GoneDialogs
  readonly news: Paced
  /** Exchanges the board, one at a time, so that no older one takes the place of a newer one. */
  readonly refresh: () => Promise<DeskBoard>
}

export function createDesk(deps: DeskDeps, limits: DeskLimits): Desk {
  const { boards, bus } = deps
  const mending = createMending({ ...deps, broadcast: bus.broadcast }, limits.graceMs)
  const shops = new Map<string, Shop>()
  const empty = createEmptyDesks(deps.steady, SHOPS_MAX)
  let rounds = 0
  let roundAt = Number.NEGATIVE_INFINITY
  let regularSince = Number.POSITIVE_INFINITY

  function shopOf(name: string): Shop {
    const known = shops.get(name)
    if (known) return known
    const fresh: Shop = {
      board: emptyBoard,
      readAt: Number.NEGATIVE_INFINITY,
      listeners: new Set(),
      seats: new Map(),
      unsettled: new Set(),
      checkedTo: 0,
      told: '',
      gone: createGoneDialogs(),
      refresh: oneAtATime(() => exchange(name, fresh)),
      news: paced(() => fresh.refresh().catch(deps.onError), NEWS_MS, deps),
    }
    if (shops.size < SHOPS_MAX) shops.set(name, fresh)
    return fresh
  }

  const ping = (shop: string) => bus.broadcast({ kind: 'desk', shop })

  const refresh = (name: string) => shopOf(name).refresh()
  async function exchange(name: string, shop: Shop): Promise<DeskBoard> {
    const known = shop.board === emptyBoard ? undefined : shop.board
    const board = await boards.exchange(name, [...shop.seats.keys()], known)
    await mendSeats(name, shop, board)
    // Rows that left the board are settled by their dialogs' records, so that a lost board is made again.
    for (const dialogId of shop.board.rows.keys()) if (!board.rows.has(dialogId)) shop.unsettled.add(dialogId)
    shop.board = board
    shop.readAt = deps.steady.now()
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
    const row = await mending.settle(name, dialogId, shop.board.rows.get(dialogId))
    shop.unsettled.delete(dialogId)
    return row
  }

  async function roundOf(name: string, shop: Shop): Promise<void> {
    await refresh(name)
    await mending.round(name, shop, deps.steady.now() - regularSince >= limits.graceMs)
    const isIdle = shop.listeners.size + shop.seats.size + shop.unsettled.size + shop.board.rows.size === 0
    if (!isIdle) return
    shops.delete(name)
    empty.note(name)
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

  function changed({ shop: name, dialogId, gone }: Extract<Message, { kind: 'desk' }>): void {
    const shop = shops.get(name)
    empty.forget(name)
    if (dialogId !== undefined && gone !== undefined) shop?.gone.remember(dialogId, gone)
    shop?.news.soon()
  }

  /** Each process that shows the dialog takes its row away: the one that deleted it need not know the board. */
  function forgotten(dialogId: DialogId): void {
    for (const [name, shop] of shops) {
      if (!shop.board.rows.has(dialogId)) continue
      shop.gone.remember(dialogId, 'erased')
      settle(name, dialogId).catch(deps.onError)
    }
  }

  return {
    board: name => shops.get(name)?.board ?? emptyBoard,
    boards: () => new Map([...shops].map(([name, { board }]) => [name, board])),
    refresh,
    async recent(name) {
      if (!shops.has(name) && empty.has(name)) return emptyBoard
      const shop = shopOf(name)
      return deps.steady.now() - shop.readAt < RECENT_MS ? shop.board : shop.refresh()
    },
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
    onMessage(message) {
      if (message.kind === 'desk') changed(message)
      if (message.kind === 'forgotten') forgotten(message.dialogId)
    },
    whyGone: (name, dialogId) => shops.get(name)?.gone.why(dialogId) ?? 'left',
    close() {
      for (const { news } of shops.values()) news.stop()
      return rounding.close()
    },
  }
}
