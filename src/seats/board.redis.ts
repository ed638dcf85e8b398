// The boards in Redis: the keys of a shop's desk share a slot of their own. What each script does is said in redis/lua.
import type { Commands } from '../redis/client.js'
import { replyOf } from '../redis/failure.js'
import { deskKeys, deskShopsKey } from '../redis/keys.js'
import type { WriteScript } from '../redis/scripts.js'
import { type DeskBoard, type DeskBoards, type DeskRow, PACE_MS, type SeatRow, STALE_MS } from './board.js'

export interface RedisBoardDeps {
  readonly commands: Commands
  readonly write: WriteScript
  readonly processId: string
}

/** What desk_exchange gives as JSON; an empty table of Lua is an empty record. */
interface Packed {
  readonly now: string
  readonly version: string
  readonly ages: readonly string[] | Record<string, never>
  readonly rows?: readonly string[] | Record<string, never>
  readonly seats?: readonly string[] | Record<string, never>
  readonly paces?: readonly string[] | Record<string, never>
}

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
      // The shop is found again by processes that start later; a lost name costs them no more than the next put.
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
      const [, , meta = '', seats = '', beats = ''] = keysOf(shop)
      await write('desk_unseat', [meta, seats, beats], [sub])
    },
    shops: async () => replyOf(commands.smembers(deskShopsKey)),
  }
}

/** Waiting dialogs, the others, the board's own members, the seats, and when each process last heard of a seat. */
const keysOf = (shop: string) => [...deskKeys(Buffer.from(shop).toString('base64url'))]

function readBoard(packed: Packed, known: DeskBoard | undefined): DeskBoard {
  const ages = agesOf(listOf(packed.ages))
  const seats =
    packed.seats === undefined && known
      ? [...known.seats.values()]
      : listOf(packed.seats).map(text => JSON.parse(text) as SeatRow)
  const present = seats.map(seat => [seat.sub, { ...seat, ageMs: ages.get(seat.sub) ?? Infinity }] as const)
  const own = { version: packed.version, at: Number(packed.now), seats: new Map(present) }
  if (packed.rows === undefined && known) return { ...own, rows: known.rows, paces: known.paces }
  const rows = listOf(packed.rows).map(text => JSON.parse(text) as DeskRow)
  const paces = pairsOf(listOf(packed.paces)).map(([skill, text]) => {
    const [meanMs, claims, at] = text.split(' ').map(Number)
    return [skill.slice('pace:'.length), { meanMs: meanMs ?? 0, claims: claims ?? 0, at: at ?? 0 }] as const
  })
  return { ...own, rows: new Map(rows.map(row => [row.dialogId, row])), paces: new Map(paces) }
}

function listOf(list: readonly string[] | Record<string, never> | undefined): readonly string[] {
  return Array.isArray(list) ? list : []
}

function pairsOf(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_none, i) => [flat[2 * i] ?? '', flat[2 * i + 1] ?? ''])
}

/** The least age of each seat: several processes may have a socket of it. The id of a process comes before the sub. */
function agesOf(flat: readonly string[]): Map<string, number> {
  const ages = new Map<string, number>()
  for (const [member, age] of pairsOf(flat)) {
    const sub = member.slice(33)
    ages.set(sub, Math.min(Number(age), ages.get(sub) ?? Infinity))
  }
  return ages
}
