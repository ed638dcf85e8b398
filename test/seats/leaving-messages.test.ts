import t from 'tap'
import { newId } from '../../perf/load/dialog-turns.js'
import type { EventSeed } from '../../src/dialog/store/event-seed.js'
import type { EndedWait, LeftMessage, LeftResult } from '../../src/dialog/store/left-messages.js'
import { createKeyedHash } from '../../src/privacy/keyed-hash.js'
import { Problem } from '../../src/problem.js'
import { type DeskRow, emptyBoard } from '../../src/seats/board.js'
import { createLeavingMessages } from '../../src/seats/leaving-messages.js'
import { waitingRow } from '../contracts/boards.js'

const asked = {
  dialogId: newId(),
  customer: { uid: 'u', owner: 'o', shop: 'main', ref: 'r 1' },
  language: 'zh',
  reason: 'left-message',
} as const

interface Around {
  readonly isOpen?: boolean
  /** Rows on the board besides. */
  readonly more?: readonly DeskRow[]
  readonly isBoardAway?: boolean
}

type Ends = { teardown(end: () => Promise<void>): void }

function rig(t: Ends, left: LeftResult, { isOpen = false, more = [], isBoardAway }: Around = {}) {
  const told: EventSeed[] = []
  const kept: LeftMessage[] = []
  const ended: EndedWait[] = []
  const settled: string[] = []
  const rows = [waitingRow(), waitingRow({ isReserved: true }), waitingRow({ kind: 'held' }), ...more]
  const board = { ...emptyBoard, rows: new Map(rows.map(row => [row.dialogId, row])) }
  const leaving = createLeavingMessages({
    desk: {
      boards: () => new Map([['main', board]]),
      recent: async () => board,
      async settle(_shop, dialogId) {
        if (isBoardAway) throw new Problem('store-away')
        settled.push(dialogId)
        return undefined
      },
    },
    leftMessages: {
      leave: async () => left,
      async endWait(wait) {
        ended.push(wait)
        return { kind: 'left', tickets: [], watchers: [] }
      },
    },
    tickets: { announce: () => undefined },
    offload: { prepare: async ({ text }) => ({ masked: `(${text})`, normalised: '', hits: [] }) as never },
    keyedHash: createKeyedHash('key'),
    closedUntil: () => (isOpen ? undefined : {}),
    keepEvent(_dialogId, seed, act) {
      told.push(seed)
      return act('event')
    },
    onMessageLeft: message => void kept.push(message),
    newId,
    onError: error => {
      throw error
    },
  })
  t.teardown(leaving.close)
  return { leaving, told, kept, ended, settled, rows }
}

t.test('a message is masked, told to the shop and shown to seats; its id follows from its key', async t => {
  const { leaving, told, settled } = rig(t, { kind: 'kept', isNew: true })
  const id = await leaving.leaveMessage({ ...asked, key: 'k' }, '请回电')
  t.equal(await leaving.leaveMessage({ ...asked, key: 'k' }, '请回电'), id)
  t.not(await leaving.leaveMessage({ ...asked, dialogId: newId(), key: 'k' }, '请回电'), id)
  t.not(await leaving.leaveMessage(asked, '请回电'), id)
  const data = { message_id: id, text: '(请回电)' }
  t.same(told[0], { type: 'dialog.message_left', shop: 'main', owner: 'o', data })
  t.equal(settled[0], asked.dialogId)
})

t.test('a message that was stored now is told of, masked, also where the board cannot be asked', async t => {
  const { leaving, kept } = rig(t, { kind: 'kept', isNew: true })
  const messageId = await leaving.leaveMessage(asked, '请回电')
  const { dialogId } = asked
  t.match(kept, [{ dialogId, messageId, owner: 'o', shop: 'main', text: '(请回电)' }])
  const away = rig(t, { kind: 'kept', isNew: true }, { isBoardAway: true })
  await t.rejects(away.leaving.leaveMessage(asked, '请回电'), { kind: 'store-away' } as Problem)
  t.equal(away.kept.length, 1)
})

t.test('a message that came again, or was not kept, is not told of', async t => {
  for (const left of [{ kind: 'kept', isNew: false }, { kind: 'full' }, { kind: 'absent' }] as const) {
    const { leaving, kept } = rig(t, left)
    await leaving.leaveMessage({ ...asked, key: 'k' }, '请回电').catch(() => undefined)
    t.same(kept, [])
  }
})

t.test('one customer leaves messages in so many dialogs only, and other customers in theirs', async t => {
  const more = Array.from({ length: 10 }, () => waitingRow({ kind: 'left', owner: 'o' }))
  const { leaving, told } = rig(t, { kind: 'kept', isNew: true }, { more })
  const refused = await leaving.leaveMessage(asked, '请回电').catch((problem: Problem) => problem.kind)
  t.equal(refused, 'rate-limited')
  t.same(told, [])
  await leaving.leaveMessage({ ...asked, dialogId: more[0]?.dialogId ?? '' }, '请回电')
  await leaving.leaveMessage({ ...asked, customer: { ...asked.customer, owner: 'p' } }, '请回电')
  t.equal(told.length, 2)
})

t.test('what is not kept is refused by why', async t => {
  for (const [left, kind] of [
    ['absent', 'not-found'],
    ['full', 'rate-limited'],
    ['key-reused', 'key-reused'],
  ] as const) {
    const { leaving } = rig(t, { kind: left })
    await t.rejects(leaving.leaveMessage(asked, '请回电'), { kind } as Problem)
  }
})

t.test(
  'in a closed shop every wait ends, under an id of its own; what is reserved or held stays',
  async t => {
    const { leaving, ended, told, rows } = rig(t, { kind: 'absent' })
    await leaving.closeQueues()
    await leaving.closeQueues()
    t.match(ended, [
      { dialogId: rows[0]?.dialogId, shop: 'main', text: '退货' },
      { messageId: ended[0]?.messageId },
    ])
    t.match(told[0], { data: { message_id: ended[0]?.messageId, text: '退货' } })
    const open = rig(t, { kind: 'absent' }, { isOpen: true })
    await open.leaving.closeQueues()
    t.same(open.ended, [])
  },
)
