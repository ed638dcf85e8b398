// What the desk makes of frames: refusals, and the suggestion that a seat asked a model for.
import t from 'tap'
import type { Acts } from '../../web/desk/acting.js'
import { emptyBoard, heldFrom, loadOf, recalled, type Suggested } from '../../web/desk/board.js'
import { createDeskNews } from '../../web/desk/desk-news.js'

const row = { dialogId: 'd', since: '2026-11-11T12:00:00Z', reason: 'asked', last: '', waitedS: 0 }

function setUp() {
  const me = { sub: 's', name: '小王', capacity: 10, load: 1, status: 'online' } as const
  const held = [{ ...heldFrom(row), draftRef: 'r1' as string | undefined }]
  let board = { ...emptyBoard, me, counted: 1, held }
  const unsent = [{ dialogId: 'd', key: 'k', text: '可以退货' }]
  const again: [key: string, inMs: number][] = []
  const statuses: string[] = []
  const drafts = new Map<string, string>()
  const acts: Acts = new Map([['r1', { dialogId: 'd', ends: false }]])
  const suggested: [dialogId: string, suggested: Suggested][] = []
  const kept = {
    unsent: () => unsent,
    drop: (key: string) => void unsent.splice(0, unsent[0]?.key === key ? 1 : 0),
    draft: (dialogId: string) => drafts.get(dialogId) ?? '',
    setDraft: (dialogId: string, text: string) => void drafts.set(dialogId, text),
    suggested: (dialogId: string) => suggested.find(([of]) => of === dialogId)?.[1],
    suggest: (dialogId: string, one: Suggested) => void suggested.push([dialogId, one]),
    dismiss() {},
    setStatus: (status: string) => void statuses.push(status),
  }
  const hear = createDeskNews({
    store: {
      get: () => board,
      set(change) {
        board = { ...board, ...change } as typeof board
      },
    },
    kept,
    acts,
    begin() {},
    call() {},
    sayAgain: (key, inMs) => again.push([key, inMs]),
  })
  const refuse = (ref: string, status: number, retryAfterS?: number) =>
    hear({
      type: 'error',
      ref,
      problem: { type: '/problems/x', status, detail: '稍后再试' },
      ...(retryAfterS !== undefined && { retryAfterS }),
    })
  return {
    hear,
    refuse,
    statuses,
    drafts,
    acts,
    unsent,
    again,
    suggested,
    board: () => board,
    held: () => board.held[0],
  }
}

t.test(
  'what was refused for the moment is said again when the server says, and stays over a reload',
  async t => {
    const { refuse, unsent, again, board } = setUp()
    refuse('k', 429, 3)
    refuse('k', 503)
    t.same(again, [
      ['k', 3_000],
      ['k', 1_000],
    ])
    t.equal(unsent.length, 1)
    t.equal(board().held[0]?.fault, '稍后再试', 'the seat sees why')
  },
)

t.test('what was refused for good is not said again', async t => {
  const { refuse, unsent, again } = setUp()
  refuse('k', 409)
  t.same(again, [])
  t.same(unsent, [])
})

t.test('a message is shown beside an earlier one for which the same place was foreseen', async t => {
  const { hear, held } = setUp()
  const message = { type: 'message', dialogId: 'd', from: 'customer', at: '2026-11-11T12:00:01Z' } as const
  hear({ ...message, turnId: 'a', seq: 2, text: '消息A' })
  hear({ ...message, turnId: 'b', seq: 3, text: '消息B' })
  // The first one was cancelled.
  hear({ ...message, turnId: 'c', seq: 3, text: '消息C' })
  hear({ ...message, turnId: 'c', seq: 3, text: '消息C' })
  const lines = held()?.lines ?? []
  t.same(
    lines.map(({ text }) => text),
    ['消息A', '消息B', '消息C'],
  )
  t.equal(new Set(lines.map(({ key }) => key)).size, 3)
})

t.test('what the seat itself said is shown once', async t => {
  const { hear, held } = setUp()
  const message = { type: 'message', dialogId: 'd', from: 'seat', at: '2026-11-11T12:00:01Z' } as const
  for (const text of ['您好', '您好']) hear({ ...message, seq: 4, text })
  t.equal(held()?.lines.length, 1)
})

t.test('a draft is shown with its dialog and kept over a reload', async t => {
  const { hear, suggested, held } = setUp()
  hear({ type: 'draft', ref: 'r1', dialogId: 'd', draftId: 'x', text: '可以退货' })
  t.match(held(), { suggested: { draftId: 'x', text: '可以退货' }, draftRef: undefined })
  t.same(suggested, [['d', { draftId: 'x', text: '可以退货' }]])
})

t.test('a dialog that comes back has the draft that the tab kept', async t => {
  const { hear, held } = setUp()
  hear({ type: 'draft', dialogId: 'd', draftId: 'x', text: '可以退货' })
  hear({ type: 'gone', dialogId: 'd', why: 'left' })
  const summary = { text: '', openQuestion: '' }
  hear({ type: 'history', dialogId: 'd', claimId: 'c', turns: [], notes: [], summary })
  t.match(held(), { suggested: { draftId: 'x', text: '可以退货' } })
})

t.test('a draft that is refused may be asked for again; another refusal leaves it under way', async t => {
  const { refuse, held } = setUp()
  refuse('r2', 409)
  t.equal(held()?.draftRef, 'r1')
  refuse('r1', 429, 5)
  t.match(held(), { draftRef: undefined, fault: '稍后再试' })
})

t.test(
  'a proposed write stands beneath its answer, and what became of it outlives a new history',
  async t => {
    const at = '2026-11-28T12:00:00Z'
    const confirm = {
      confirmId: 'c',
      tool: 'refund',
      text: '退款 129 元？',
      expiresAt: at,
      by: 'seat',
    } as const
    const held = { ...heldFrom(row), decided: { c: 'done' } as const }
    const again = recalled(held, {
      dialogId: 'd',
      claimId: 'k',
      notes: [],
      summary: { text: '', openQuestion: '' },
      turns: [{ seq: 1, at, text: '退款', answer: '请稍候', ai: true, confirm }],
    })
    t.same(
      again.lines?.map(line => line.confirm?.confirmId),
      [undefined, 'c'],
    )
    t.same({ ...held, ...again }.decided, { c: 'done' })
  },
)

const offer = { type: 'offer', dialogId: 'o', row: { ...row, dialogId: 'o' }, expiresInMs: 60_000 } as const
const offered = ({ board }: ReturnType<typeof setUp>) => board().offers.map(one => one.row.dialogId)

t.test('an offer stands until it is taken, withdrawn, or over', async t => {
  const clock = t.capture(globalThis, 'setTimeout', (() => 0) as never)
  const desk = setUp()
  desk.hear(offer)
  desk.hear(offer)
  t.same(offered(desk), ['o'], 'once')
  desk.hear({ type: 'gone', dialogId: 'o', why: 'withdrawn' })
  t.same(offered(desk), [])
  desk.hear(offer)
  desk.hear({ type: 'taken', dialogId: 'o', by: 'other' })
  t.same(offered(desk), [])
  desk.hear(offer)
  const [end, ms] = (clock() as unknown as { args: [() => void, number] }[])
    .map(({ args }) => args)
    .at(-1) ?? [() => undefined, 0]
  t.equal(ms, 60_000)
  end()
  t.same(offered(desk), [])
})

t.test('an offer that is withdrawn leaves the queue as it is', async t => {
  t.capture(globalThis, 'setTimeout', (() => 0) as never)
  const desk = setUp()
  desk.hear({ type: 'waiting', row: offer.row })
  desk.hear(offer)
  desk.hear({ type: 'gone', dialogId: 'o', why: 'withdrawn' })
  t.same(desk.board().waiting, [offer.row])
})

t.test('an offer that is accepted is held with what its row says', async t => {
  t.capture(globalThis, 'setTimeout', (() => 0) as never)
  const desk = setUp()
  desk.hear({ ...offer, row: { ...offer.row, orderId: '20261111001' } })
  const summary = { text: '', openQuestion: '' }
  desk.hear({ type: 'history', dialogId: 'o', claimId: 'c', turns: [], notes: [], summary })
  t.match(desk.board(), { offers: [], held: [{}, { row: { orderId: '20261111001' } }] })
})

t.test('the load counts what was taken and given up since the server told it', async t => {
  const { hear, board } = setUp()
  const took = {
    type: 'history',
    claimId: 'c',
    turns: [],
    notes: [],
    summary: { text: '', openQuestion: '' },
  } as const
  hear({ ...took, dialogId: 'e' })
  t.equal(loadOf(board()), 2)
  hear({ ...took, dialogId: 'e' })
  t.equal(loadOf(board()), 2, 'a talk that comes again is held already')
  hear({ type: 'status', status: 'online', load: 2 })
  t.equal(loadOf(board()), 2)
  hear({ type: 'gone', dialogId: 'd', why: 'left' })
  t.equal(loadOf(board()), 1)
})

t.test('a seat that missed its offers stays away until it says that it is back', async t => {
  const { hear, statuses, board } = setUp()
  hear({ type: 'status', status: 'away', load: 1, why: 'missed' })
  t.same(statuses, ['away'], 'the page says it again with each connection and probe')
  t.match(board(), { hasMissed: true, me: { status: 'away' } })
  hear({ type: 'status', status: 'away', load: 0, why: 'silent' })
  t.equal(board().hasMissed, true)
  hear({ type: 'status', status: 'online', load: 0 })
  t.equal(board().hasMissed, false)
  t.same(statuses, ['away'])
})

t.test('a line that is refused for good leaves the talk, and its text is in the box again', async t => {
  const { hear, refuse, drafts, held } = setUp()
  hear({
    type: 'message',
    dialogId: 'd',
    seq: 1,
    from: 'customer',
    text: '能退吗',
    at: '2026-11-11T12:00:01Z',
  })
  drafts.set('d', '写到一半')
  refuse('k', 409)
  t.equal(drafts.get('d'), '可以退货\n写到一半')
  t.match(held(), { givenBack: { text: '可以退货' }, fault: '稍后再试', lines: [{ text: '能退吗' }] })
})

t.test('a note is shown when the server has it', async t => {
  const { hear, refuse, acts, held } = setUp()
  for (const ref of ['n1', 'n2']) acts.set(ref, { dialogId: 'd', ends: false, note: ref })
  t.same(held()?.notes, [])
  hear({ type: 'done', ref: 'n1' })
  refuse('n2', 422)
  t.same(held()?.notes, ['n1'])
})
