// What the desk makes of refusals: what was said is said again when it was refused for the moment only.
import t from 'tap'
import { emptyBoard, heldFrom, recalled, withDecision } from '../../web/desk/board.js'
import { createDeskNews } from '../../web/desk/desk-news.js'

function setUp() {
  let board = emptyBoard
  const unsent = [{ dialogId: 'd', key: 'k' }]
  const again: [key: string, inMs: number][] = []
  const kept = {
    unsent: () => unsent,
    drop: (key: string) => void unsent.splice(0, unsent[0]?.key === key ? 1 : 0),
    setDraft() {},
  }
  const hear = createDeskNews({
    store: {
      get: () => board,
      set(change) {
        board = { ...board, ...change }
      },
    },
    ...{ kept, acts: new Map(), begin() {}, call() {} },
    sayAgain: (key, inMs) => again.push([key, inMs]),
  })
  const refuse = (status: number, retryAfterS?: number) =>
    hear({
      ...{ type: 'error', ref: 'k', problem: { type: '/problems/x', status, detail: '稍后再试' } },
      ...(retryAfterS !== undefined && { retryAfterS }),
    })
  return { refuse, unsent, again, fault: () => board.fault }
}

t.test(
  'what was refused for the moment is said again when the server says, and stays over a reload',
  async t => {
    const { refuse, unsent, again, fault } = setUp()
    refuse(429, 3)
    refuse(503)
    t.same(again, [
      ['k', 3_000],
      ['k', 1_000],
    ])
    t.equal(unsent.length, 1)
    t.equal(fault(), '稍后再试', 'the seat sees why')
  },
)

t.test('what was refused for good is not said again', async t => {
  const { refuse, unsent, again } = setUp()
  refuse(409)
  t.same(again, [])
  t.same(unsent, [])
})

t.test('a seat is shown the proposals that it decides about, and how they ended', async t => {
  const row = { dialogId: 'd', since: '', reason: '', last: '', waitedS: 0 }
  const at = '2026-11-28T12:00:00Z'
  const confirm = {
    confirmId: 'c1',
    tool: 'refund',
    text: '退款 129 元？',
    expiresAt: at,
    by: 'seat',
  } as const
  const own = { ...confirm, confirmId: 'c2', by: 'customer' } as const
  const turn = { seq: 1, at, text: '退款', answer: '请稍候', ai: true }
  const { lines = [] } = recalled(heldFrom(row), {
    ...{ dialogId: 'd', claimId: 'k', notes: [], summary: { text: '', openQuestion: '' } },
    turns: [
      { ...turn, confirm },
      { ...turn, seq: 2, confirm: own },
    ],
  })
  t.same(
    lines.flatMap(line => line.confirm?.confirmId ?? []),
    ['c1'],
    'what the customer decides is no business of the seat',
  )
  const ended = withDecision(lines, 'c1', 'done')
  t.same(
    ended.map(({ decided }) => decided),
    [undefined, 'done', undefined, undefined],
  )
})
