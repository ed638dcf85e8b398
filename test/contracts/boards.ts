// Behaviour that every backend of DeskBoards must show.
import type t from 'tap'
import { newId } from '../../perf/load/dialog-turns.js'
import { type DeskBoards, type DeskRow, emptyBoard, type SeatRow, STALE_MS } from '../../src/seats/board.js'

export interface BoardsBench {
  readonly boards: DeskBoards
  /** Lets store time pass. */
  pass(ms: number): Promise<void>
}

type Tap = Pick<typeof t, 'test' | 'equal' | 'same' | 'match' | 'ok' | 'notOk' | 'not'>

export const waitingRow = (own: Partial<DeskRow> = {}): DeskRow => ({
  dialogId: newId(),
  kind: 'waiting',
  since: 1,
  reason: 'asked',
  priority: 4,
  last: '退货',
  isBotOff: false,
  ...own,
})

export const seatRow = (own: Partial<SeatRow> = {}): SeatRow => ({
  sub: 's 1',
  name: '小王',
  skills: ['退款'],
  capacity: 10,
  status: 'online',
  isSocketless: false,
  ...own,
})

export function boardsContract(tap: Tap, make: () => Promise<BoardsBench>): void {
  const claim = (title: string, run: (t: Tap, bench: BoardsBench, shop: string) => Promise<void>) =>
    tap.test(title, async t => run(t, await make(), `店 ${newId()}`))

  claim('a row that is put is on the board, and replaces an older one', async (t, { boards }, shop) => {
    const row = waitingRow()
    t.ok(await boards.put(shop, row))
    const held = { ...row, kind: 'held', sub: 's 1', claimId: newId() } as const
    t.ok(await boards.put(shop, held))
    const board = await boards.exchange(shop, [], undefined)
    t.match([...board.rows.values()], [held])
    await boards.drop(shop, row.dialogId)
    t.equal((await boards.exchange(shop, [], board)).rows.size, 0)
  })

  claim(
    'the number of waiting rows is bounded, and a row that waits already keeps its place',
    async (t, { boards }, shop) => {
      const rows = [waitingRow(), waitingRow()]
      for (const row of rows) t.ok(await boards.put(shop, row, 2))
      t.notOk(await boards.put(shop, waitingRow(), 2))
      t.ok(await boards.put(shop, { ...rows[0], last: '换货' } as DeskRow, 2))
      t.ok(await boards.put(shop, waitingRow({ kind: 'left' }), 1))
      t.notOk(
        await boards.put(shop, waitingRow({ kind: 'left' }), 1),
        'rows that do not wait are counted apart',
      )
      t.ok(await boards.put(shop, waitingRow()), 'what is given back is never too much')
    },
  )

  claim('an exchange returns a current copy again, and a changed board anew', async (t, { boards }, shop) => {
    await boards.put(shop, waitingRow())
    const first = await boards.exchange(shop, [], undefined)
    t.equal((await boards.exchange(shop, [], first)).version, first.version)
    await boards.put(shop, waitingRow())
    const second = await boards.exchange(shop, [], first)
    t.not(second.version, first.version)
    t.equal(second.rows.size, 2)
    t.equal(emptyBoard.rows.size, 0)
  })

  claim('a seat is there as long as a process beats for it', async (t, { boards, pass }, shop) => {
    await boards.seat(shop, seatRow())
    const ageOf = async (subs: string[]) =>
      (await boards.exchange(shop, subs, undefined)).seats.get('s 1')?.ageMs
    t.ok(((await ageOf([])) ?? 99) < 50)
    await pass(60)
    t.ok(((await ageOf([])) ?? 0) >= 60)
    t.ok(((await ageOf(['s 1'])) ?? 99) < 50)
    await boards.left(shop, 's 1')
    t.ok(((await ageOf([])) ?? 0) > STALE_MS)
    await boards.dropSeat(shop, 's 1')
    t.equal(await ageOf(['s 1']), undefined, 'a beat alone makes no seat')
  })

  claim('the pace of a queue follows its claims', async (t, { boards, pass }, shop) => {
    for (let i = 0; i < 3; i++) {
      await boards.claimed(shop, '退款')
      await pass(20)
    }
    const pace = (await boards.exchange(shop, [], undefined)).paces.get('退款')
    t.equal(pace?.claims, 3)
    t.ok((pace?.meanMs ?? 0) >= 20 && (pace?.meanMs ?? 0) < 500)
  })

  claim('a change is made on the board that was read, or not at all', async (t, { boards }, shop) => {
    const row = waitingRow()
    await boards.put(shop, row)
    await boards.seat(shop, seatRow())
    const read = await boards.exchange(shop, [], undefined)
    const offer = { sub: 's 1', until: read.at + 20_000, passed: ['s 2'] }
    const note = { misses: 1, givenAt: 7, claims: { [row.dialogId]: 9 }, capacity: 3, skills: ['物流'] }
    const change = {
      offers: new Map([[row.dialogId, offer]]),
      notes: new Map([['s 1', note]]),
      statuses: new Map([
        ['s 1', seatRow({ status: 'away' })],
        ['nobody', seatRow({ sub: 'nobody' })],
      ]),
    }
    t.ok(await boards.amend(shop, read.version, change))
    t.notOk(await boards.amend(shop, read.version, change), 'the board has changed since')
    const board = await boards.exchange(shop, [], read)
    t.same(board.offers.get(row.dialogId), offer)
    t.same(board.notes.get('s 1'), note)
    t.match(board.seats.get('s 1'), { status: 'away', capacity: 3, skills: ['物流'] })
    t.notOk(board.seats.has('nobody'), 'a seat that has gone is not made again')
    const gone = { ...change, offers: new Map([[row.dialogId, undefined]]), notes: new Map() }
    t.ok(await boards.amend(shop, board.version, gone))
    t.equal((await boards.exchange(shop, [], board)).offers.size, 0)
    await boards.dropSeat(shop, 's 1')
    t.equal((await boards.exchange(shop, [], board)).notes.size, 0)
  })

  claim('one of several changes made at once succeeds', async (t, { boards }, shop) => {
    await boards.put(shop, waitingRow())
    const { version } = await boards.exchange(shop, [], undefined)
    const amends = Array.from({ length: 20 }, (_none, i) => {
      const offers = new Map([[newId(), { sub: `s ${i}`, until: 1, passed: [] }]])
      return boards.amend(shop, version, { offers, notes: new Map(), statuses: new Map() })
    })
    t.equal((await Promise.all(amends)).filter(Boolean).length, 1)
  })

  claim('shops are apart, and one with rows is found', async (t, { boards }, shop) => {
    const row = waitingRow()
    await boards.put(shop, row)
    t.notOk((await boards.exchange(`${shop}x`, [], undefined)).rows.has(row.dialogId))
    t.ok((await boards.shops()).includes(shop))
  })
}
