import t from 'tap'
import { type DeskBoard, emptyBoard, presenceOf } from '../../src/seats/board.js'
import { createStandings, type HandoffView } from '../../src/seats/standing.js'
import { seatRow, waitingRow } from '../contracts/boards.js'

const NOW = 1_000_000
const row = waitingRow({ since: NOW - 1_000 })
const online = new Map([['s 1', presenceOf(seatRow(), 0, undefined)]])
const boardOf = (own: Partial<DeskBoard>): DeskBoard => ({ ...emptyBoard, at: NOW, seats: online, ...own })
const waits = { dialogId: row.dialogId, mode: 'queued' } as const
const talks = { dialogId: row.dialogId, mode: 'bot' } as const

function rig(first: DeskBoard | Error, nextOpenAt?: number) {
  const errors: unknown[] = []
  let board = first
  let now = NOW
  let listener = (_board: DeskBoard) => {}
  const read = () => {
    if (board instanceof Error) throw board
    return board
  }
  const standings = createStandings(
    {
      desk: {
        recent: async () => read(),
        board: () => read(),
        follow(_shop, follower) {
          listener = follower
          follower(read())
          return () => {
            listener = () => {}
          }
        },
      },
      closedUntil: () => (nextOpenAt === undefined ? undefined : { nextOpenAt }),
      maxWaitS: () => 600,
      clock: { now: () => now },
      onError: error => errors.push(error),
    },
    2,
  )
  return {
    standings,
    errors,
    change(next: DeskBoard, laterMs = 0) {
      board = next
      now += laterMs
      listener(next)
    },
  }
}

t.test('why nobody can be asked for is the first reason that holds', async t => {
  const full = boardOf({ rows: new Map(['a', 'b'].map(id => [id, waitingRow({ dialogId: id })])) })
  const whyOf = (board: DeskBoard, nextOpenAt?: number) =>
    rig(board, nextOpenAt).standings.nobodyFor('main', board, undefined)
  t.same(whyOf({ ...full, seats: new Map() }, 7), { open: false, why: 'hours', nextOpenAt: 7 })
  t.same(whyOf({ ...full, seats: new Map() }), { open: false, why: 'nobody' })
  t.same(whyOf(full), { open: false, why: 'full' })
  const slow = new Map([['', { meanMs: 1e6, claims: 5, at: NOW }]])
  t.same(whyOf(boardOf({ paces: slow })), { open: false, why: 'long' })
  t.equal(whyOf(boardOf({})), undefined)
})

t.test('a dialog that does not wait says whether a person can be had', async t => {
  t.same(await rig(boardOf({})).standings.of('main', talks), { mode: 'bot', open: true })
  t.same(await rig(emptyBoard).standings.of('main', talks), { mode: 'bot', open: false, why: 'nobody' })
  const held = { ...talks, mode: 'seat', name: '小王' } as const
  t.same(await rig(emptyBoard).standings.of('main', held), { mode: 'seat', open: true, name: '小王' })
})

t.test(
  'who waits hears of a change once, keeps the place without seats, and is told again in time',
  async t => {
    const rows = new Map([[row.dialogId, row]])
    const { standings, change } = rig(boardOf({ rows }))
    const told: HandoffView[] = []
    const stop = standings.follow('main', waits, view => told.push(view))
    t.teardown(stop)
    change(boardOf({ rows }))
    t.match(told, [{ mode: 'queued', open: true, position: 1, waiting: 1 }])
    t.equal(told.length, 1)
    change(boardOf({ rows, seats: new Map() }))
    t.match(told[1], { mode: 'queued', open: false, why: 'nobody', position: 1, waiting: 1 })
    change(boardOf({ rows, seats: new Map() }), 15_000)
    t.equal(told.length, 3)
    change(boardOf({ rows: new Map() }))
    t.equal(told.length, 3, 'one that waits no longer has no place')
  },
)

t.test(
  'while the desk cannot be asked nobody can be had, and one who listens no more hears nothing',
  async t => {
    const { standings, errors } = rig(new Error('away'))
    const told = await new Promise<HandoffView>(resolve => standings.follow('main', talks, resolve))
    t.same(told, { mode: 'bot', open: false, why: 'nobody' })
    t.equal(errors.length, 1)
    await t.rejects(standings.of('main', talks))
    standings.follow('main', talks, () => t.fail('told'))()
    await new Promise(setImmediate)
  },
)
