// What the desk makes of refusals: what was said is said again when it was refused for the moment only.
import t from 'tap'
import { emptyBoard } from '../../web/desk/board.js'
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
