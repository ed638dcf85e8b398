// The boards in Redis: the keys of a shop's desk share a slot of their own. The headers in redis/lua describe the
// scripts.
import type { Commands } from '../redis/client.js'
import { replyOf } from '../redis/failure.js'
import { deskKeys, deskShopsKey, deskWalkKey } from '../redis/keys.js'
import type { WriteScript } from '../redis/scripts.js'
import {
  type DeskBoard,
  type DeskBoards,
  type DeskRow,
  type Offer,
  PACE_MS,
  type Pace,
  presenceOf,
  type SeatNote,
  type SeatRow,
  STALE_MS,
} from './board.js'

export interface RedisBoardDeps {
  readonly commands: Commands
  readonly write: WriteScript
  readonly processId: string
}

/** Reply of desk_exchange as JSON; Lua writes an empty table as an empty record. */
interface Packed {
  readonly now: string
  readonly version: string
  readonly ages: readonly string[] | Record<string, never>
  readonly rows?: readonly string[] | Record<string, never>
  readonly seats?: readonly string[] | Record<string, never>
  readonly paces?: readonly string[] | Record<string, never>
  readonly notes?: readonly string[] | Record<string, never>
}

/** Another process takes over a walk that was not ended within this time. */
const WALK_MS = 60_000

export function createRedisBoards({ commands, write, processId }: RedisBoardDeps): DeskBoards {
  return {
    async exchange(shop, subs, known) {
      const args = [known?.version ?? '', processId, JSON.stringify(subs)]
      const reply = await write('desk_exchange', keysOf(shop), args)
      return readBoard(JSON.parse(reply.slice(1)) as Packed, known)
    },
    async put(shop, row, most) {
      const args = [row.dialogId, row.kind, JSON.stringify(row), most ?? '']
      const reply = await write('desk_put', keysOf(shop).slice(0, 3), args)
      // Processes that start later find the shop by this name; a lost name returns with the next put.
      if (reply[0] === 'o') await replyOf(commands.sadd(deskShopsKey, shop))
      return reply[0] === 'o'
    },
    async drop(shop, dialogId) {
      await write('desk_drop', keysOf(shop).slice(0, 3), [dialogId])
    },
    async claimed(shop, skill) {
      const [, , meta = ''] = keysOf(shop)
      await write('desk_pace', [meta], [skill, PACE_MS])
    },
    async seat(shop, row) {
      const [, , meta = '', seats = '', beats = ''] = keysOf(shop)
      await write('desk_seat', [meta, seats, beats], [row.sub, JSON.stringify(row), processId])
    },
    async left(shop, sub) {
      const [, , meta = '', , beats = ''] = keysOf(shop)
      await write('desk_left', [meta, beats], [sub, processId, STALE_MS])
    },
    async dropSeat(shop, sub) {
      const [, , meta = '', seats = '', beats = '', notes = ''] = keysOf(shop)
      await write('desk_unseat', [meta, seats, beats, notes], [sub, noteField(sub)])
    },
    async amend(shop, version, { offers, notes, statuses }) {
      const entries = [
        ...[...offers].flatMap(([dialogId, offer]) => [offerField(dialogId), packed(offer)]),
        ...[...notes].flatMap(([sub, note]) => [noteField(sub), packed(note)]),
      ]
      const rows = [...statuses].flatMap(([sub, row]) => [sub, JSON.stringify(row)])
      const [, , meta = '', seats = '', , book = ''] = keysOf(shop)
      const args = [version, JSON.stringify(entries), JSON.stringify(rows)]
      return (await write('desk_amend', [meta, seats, book], args))[0] === 'o'
    },
    shops: async () => replyOf(commands.smembers(deskShopsKey)),
    async claimWalk() {
      // The key is lost with the others, and stays after a walk to its end.
      return (await replyOf(commands.set(deskWalkKey, processId, 'PX', WALK_MS, 'NX'))) === 'OK'
    },
    async walked() {
      await replyOf(commands.set(deskWalkKey, ''))
    },
  }
}

/** In this order: waiting dialogs, other dialogs, the board's own fields, seats, the time of each process's last sign of
 *  a seat, offers and notes. */
const keysOf = (shop: string) => [...deskKeys(Buffer.from(shop).toString('base64url'))]

const offerField = (dialogId: string) => `o${dialogId}`
const noteField = (sub: string) => `s${sub}`
const packed = (entry: object | undefined) => (entry === undefined ? '' : JSON.stringify(entry))

function readBoard(reply: Packed, known: DeskBoard | undefined): DeskBoard {
  const ages = agesOf(listOf(reply.ages))
  const ageOf = (sub: string) => ages.get(sub) ?? Infinity
  const own = { version: reply.version, at: Number(reply.now) }
  if (reply.rows === undefined && known) {
    const seats = [...known.seats].map(([sub, seat]) => [sub, { ...seat, ageMs: ageOf(sub) }] as const)
    return { ...known, ...own, seats: new Map(seats) }
  }
  const rows = listOf(reply.rows).map(text => JSON.parse(text) as DeskRow)
  const book = pairsOf(listOf(reply.notes))
  const notes = new Map(entriesOf<SeatNote>(book, 's'))
  const seats = listOf(reply.seats).map(text => JSON.parse(text) as SeatRow)
  return {
    ...own,
    rows: new Map(rows.map(row => [row.dialogId, row])),
    seats: new Map(seats.map(row => [row.sub, presenceOf(row, ageOf(row.sub), notes.get(row.sub))])),
    paces: new Map(pairsOf(listOf(reply.paces)).map(readPace)),
    offers: new Map(entriesOf<Offer>(book, 'o')),
    notes,
  }
}

function readPace([field, text]: [string, string]): [string, Pace] {
  const [meanMs = 0, claims = 0, at = 0] = text.split(' ').map(Number)
  return [field.slice('pace:'.length), { meanMs, claims, at }]
}

/** Entries whose field begins with this letter, by the rest of the field. */
function entriesOf<T>(book: readonly (readonly [string, string])[], letter: string): [string, T][] {
  return book.flatMap(([field, text]) =>
    field[0] === letter ? [[field.slice(1), JSON.parse(text) as T]] : [],
  )
}

function listOf(list: readonly string[] | Record<string, never> | undefined): readonly string[] {
  return Array.isArray(list) ? list : []
}

function pairsOf(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_none, i) => [flat[2 * i] ?? '', flat[2 * i + 1] ?? ''])
}

/** Least age of each seat, since several processes may have a socket of it. A member is a process id, then the sub. */
function agesOf(flat: readonly string[]): Map<string, number> {
  const ages = new Map<string, number>()
  for (const [member, age] of pairsOf(flat)) {
    const sub = member.slice(33)
    ages.set(sub, Math.min(Number(age), ages.get(sub) ?? Infinity))
  }
  return ages
}
