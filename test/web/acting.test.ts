// A seat's steps, with a connection and without one.
import t from 'tap'
import { type Acts, createActing } from '../../web/desk/acting.js'
import { type Board, emptyBoard, heldFrom } from '../../web/desk/board.js'

const row = { dialogId: 'd', since: '2026-11-11T12:00:00Z', reason: 'asked', last: '', waitedS: 0 }

function world(link: Board['link']) {
  let board: Board = { ...emptyBoard, link, held: [heldFrom(row)] }
  const sent: object[] = []
  const acts: Acts = new Map()
  const store = {
    get: () => board,
    set(change: Partial<Board>) {
      board = { ...board, ...change }
    },
  }
  const said = { notNow: 'not now', unsure: 'unsure:' }
  const acting = createActing({ store, acts, said, send: frame => sent.push(frame) })
  return { acting, acts, sent, board: () => board }
}

t.test('without a connection a step is refused where it was taken, and nothing is sent', async t => {
  for (const link of ['lost', 'connecting'] as const) {
    const { acting, acts, sent, board } = world(link)
    t.equal(acting.begin('d', { type: 'transfer' }, { ends: true }), undefined)
    t.equal(board().held[0]?.fault, 'not now')
    t.equal(acting.begin('another', { type: 'claim' }), undefined)
    t.equal(board().fault, 'not now')
    t.same(sent, [])
    t.equal(acts.size, 0)
  }
})

t.test('a step is sent with a ref, and an earlier fault goes', async t => {
  const { acting, acts, sent, board } = world('up')
  const ref = acting.begin('d', { type: 'note', text: '老顾客' }, { note: '老顾客' })
  t.same(sent, [{ type: 'note', text: '老顾客', ref, dialog_id: 'd' }])
  t.same(acts.get(ref ?? ''), { dialogId: 'd', ends: false, note: '老顾客' })
  t.equal(board().held[0]?.fault, undefined)
})

t.test('a step whose reply was lost with the connection is told, with its note', async t => {
  const { acting, acts, board } = world('up')
  acting.begin('d', { type: 'draft' })
  acting.lost()
  t.equal(board().held[0]?.fault, undefined, 'a suggestion is asked for again')
  acting.begin('d', { type: 'note', text: '老顾客' }, { note: '老顾客' })
  acting.lost()
  t.equal(board().held[0]?.fault, 'unsure: 老顾客')
  t.equal(acts.size, 0)
})
