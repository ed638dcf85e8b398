// A simulated hour at the desk: dialogs come, are offered, accepted and closed in steps of a second, on a board that
// changes as the store changes it.
import {
  type BoardChange,
  type DeskBoard,
  type DeskRow,
  emptyBoard,
  nextPace,
  presenceOf,
} from '../../src/seats/board.js'
import { loadsOf } from '../../src/seats/load.js'
import { nextOffers, type OfferRules } from '../../src/seats/offers.js'
import { etaOf } from '../../src/seats/queue-order.js'
import { seatRow, waitingRow } from '../contracts/boards.js'

export interface SimulatedHour {
  /** Highest load that an offer has led to. */
  readonly mostLoad: number
  /** Greatest difference of loads between two seats while dialogs wait that no seat has refused. */
  readonly spread: number
  /** Greatest difference between the load of a seat that got an offer and that of another that might have got it. */
  readonly unfair: number
  readonly served: number
  /** Expected and actual waits, in seconds. */
  readonly waits: readonly { readonly etaS: number; readonly tookS: number }[]
}

interface Plan {
  readonly dialogs: number
  readonly seats: number
  readonly capacity: number
  /** Least and greatest time of a service, in seconds. */
  readonly service: readonly [number, number]
  random(): number
}

const STEP_MS = 1_000
const HOUR_MS = 3_600_000
const rules: OfferRules = { isOffering: true, offerMs: 20_000, misses: 3, silentMs: 300_000 }

export function simulateHour(plan: Plan): SimulatedHour {
  const { random } = plan
  const subs = Array.from({ length: plan.seats }, (_none, i) => `seat ${i}`)
  const rows = new Map<string, DeskRow>()
  const seats = new Map(
    subs.map(sub => [sub, presenceOf(seatRow({ sub, capacity: plan.capacity }), 0, undefined)]),
  )
  let board: DeskBoard = { ...emptyBoard, rows, seats, at: 1 }
  const arrivals = Array.from({ length: plan.dialogs }, () => random() * HOUR_MS).sort((a, b) => a - b)
  const [shortest, longest] = plan.service
  const foretold = new Map<string, { readonly etaS: number | undefined; readonly at: number }>()
  const acceptAt = new Map<string, number>()
  const closeAt = new Map<string, number>()
  const waits: { etaS: number; tookS: number }[] = []
  const most = { load: 0, spread: 0, unfair: 0 }
  let served = 0

  function come(): void {
    while ((arrivals[0] ?? Infinity) <= board.at) {
      const row = waitingRow({ since: arrivals.shift() ?? 0 })
      rows.set(row.dialogId, row)
      // All have one priority, so the newest is the last.
      const position = [...rows.values()].filter(({ kind }) => kind === 'waiting').length
      foretold.set(row.dialogId, { etaS: etaOf(board, undefined, position), at: board.at })
    }
  }

  function accept(dialogId: string, sub: string): void {
    rows.set(dialogId, { ...waitingRow({ dialogId }), kind: 'held', sub, heardAt: board.at })
    const pace = nextPace(board.paces.get(''), board.at)
    board = { ...board, paces: new Map([['', pace]]) }
    closeAt.set(dialogId, board.at + 1000 * (shortest + random() * (longest - shortest)))
    const { etaS, at } = foretold.get(dialogId) ?? { etaS: undefined, at: 0 }
    if (etaS !== undefined) waits.push({ etaS, tookS: (board.at - at) / 1000 })
    served++
  }

  /** One offer in twenty is missed; the others are accepted within some seconds. */
  function answerAt(dialogId: string, until: number): number {
    const at = acceptAt.get(dialogId) ?? (random() < 0.05 ? until + 1 : board.at + random() * 4_000)
    acceptAt.set(dialogId, at)
    return at
  }

  function answerOffers(): void {
    for (const [dialogId, { sub, until }] of board.offers) {
      if (sub === undefined || rows.get(dialogId)?.kind !== 'waiting') continue
      const at = answerAt(dialogId, until)
      if (at <= board.at) accept(dialogId, sub)
      if (at <= board.at || until <= board.at) acceptAt.delete(dialogId)
    }
  }

  function close(): void {
    for (const [dialogId, at] of closeAt) {
      if (at > board.at) continue
      closeAt.delete(dialogId)
      rows.delete(dialogId)
    }
  }

  function offer(): void {
    const change = nextOffers(board, rules)
    if (!change) return
    board = applied(board, change)
    const known = loadsOf(board, rules)
    const online = subs.filter(sub => seats.get(sub)?.status === 'online')
    const loads = new Map(online.map(sub => [sub, known.get(sub) ?? 0]))
    most.load = Math.max(most.load, ...loads.values())
    for (const { sub, passed } of [...change.offers.values()].flatMap(one => one ?? [])) {
      if (sub === undefined) continue
      const others = [...loads].flatMap(([other, load]) => (passed.includes(other) ? [] : [load]))
      most.unfair = Math.max(most.unfair, (loads.get(sub) ?? 0) - Math.min(...others))
    }
    const isQueued = [...rows.values()].some(
      ({ dialogId, kind }) => kind === 'waiting' && !board.offers.has(dialogId),
    )
    if (isQueued)
      most.spread = Math.max(most.spread, Math.max(...loads.values()) - Math.min(...loads.values()))
  }

  for (let at = STEP_MS; at <= HOUR_MS; at += STEP_MS) {
    board = { ...board, at }
    come()
    close()
    answerOffers()
    // A seat that was sent away comes back.
    for (const [sub, seat] of seats) if (seat.status === 'away') seats.set(sub, { ...seat, status: 'online' })
    offer()
  }
  return { mostLoad: most.load, spread: most.spread, unfair: most.unfair, served, waits }

  function applied(on: DeskBoard, change: BoardChange): DeskBoard {
    const offers = new Map(on.offers)
    for (const [id, one] of change.offers) {
      if (one) offers.set(id, one)
      else offers.delete(id)
    }
    const notes = new Map(on.notes)
    for (const [sub, note] of change.notes) if (note) notes.set(sub, note)
    for (const [sub, row] of change.statuses) seats.set(sub, presenceOf(row, 0, undefined))
    return { ...on, offers, notes }
  }
}
