import t from 'tap'
import { newId } from '../../perf/load/dialog-turns.js'
import type { EventSeed } from '../../src/dialog/store/event-seed.js'
import type { HandoffWish, QueueResult } from '../../src/dialog/store/handovers.js'
import { createKeyedHash } from '../../src/privacy/keyed-hash.js'
import { type AskingDeps, createAsking } from '../../src/seats/asking.js'
import { type DeskRow, emptyBoard } from '../../src/seats/board.js'
import { waitingRow } from '../contracts/boards.js'

const dialogId = newId()
const asked = {
  dialogId,
  customer: { uid: 'u07', owner: 'o', shop: 'main' },
  language: 'zh',
  reason: 'asked',
} as const
const place = { mode: 'queued', open: true, position: 2, waiting: 2, etaS: undefined } as const

/** Asks at a desk whose board has these rows, a claim every ten seconds, and somebody or nobody online. */
function rig(rows: readonly DeskRow[], { isOpen = true, isNew = true } = {}) {
  const board = {
    ...emptyBoard,
    at: 10_000,
    rows: new Map(rows.map(row => [row.dialogId, row])),
    paces: new Map([['', { at: 10_000, meanMs: 10_000, claims: 9 }]]),
  }
  const wishes: HandoffWish[] = []
  const told: EventSeed[] = []
  const queued: unknown[] = []
  const deps = {
    desk: {
      refresh: async () => board,
      board: () => board,
      reserve: async () => true,
      settle: async () => undefined,
    },
    handovers: {
      async queue(wish: HandoffWish) {
        wishes.push(wish)
        return { kind: 'queued', isNew, tickets: [], watchers: [] } as Partial<QueueResult> as QueueResult
      },
      setBot: async () => ({ kind: 'not-waiting' }),
    },
    tickets: { announce: () => undefined },
    standings: {
      nobodyFor: () => (isOpen ? undefined : { open: false, why: 'nobody' }),
      of: async () => place,
    },
    keepEvent<T>(_dialogId: string, seed: EventSeed, act: (event: string) => Promise<T>) {
      told.push(seed)
      return act('event')
    },
    outbox: { keep: async () => true },
    keyedHash: createKeyedHash('key'),
    counts: { handoff: () => undefined },
    onQueued: (customer: object) => void queued.push(customer),
  } as unknown as AskingDeps
  return { asking: createAsking(deps), wishes, told, queued }
}

const before = () => waitingRow({ since: 1 })

t.test('a wish has its place in the queue and the wait that it means', async t => {
  const { asking, wishes } = rig([before()])
  t.same(await asking.ask(asked), place)
  t.match(wishes, [{ dialogId, position: 2, etaS: 20 }])
})

t.test('a dialog with a left message has its place in the queue, too', async t => {
  const { asking, wishes } = rig([before(), waitingRow({ dialogId, kind: 'left' })])
  await asking.ask(asked)
  t.match(wishes, [{ position: 2, etaS: 20 }])
})

t.test('a dialog that waits keeps its place', async t => {
  const { asking, wishes } = rig([waitingRow({ since: 2 }), waitingRow({ dialogId, since: 1 })])
  await asking.ask(asked)
  t.match(wishes, [{ position: 1, etaS: 10 }])
})

t.test('each customer who begins to wait is told of, and one who waits already is not', async t => {
  const first = rig([before()])
  await first.asking.ask(asked)
  t.same(first.queued, [asked.customer])
  const again = rig([before()], { isNew: false })
  await again.asking.ask(asked)
  t.same(again.queued, [])
  const vain = rig([before()], { isOpen: false })
  await vain.asking.ask(asked)
  t.same(vain.queued, [])
})

t.test('a turn that asks in vain and opens its dialog tells the shop when it is stored', async t => {
  const { asking, told } = rig([], { isOpen: false })
  t.match(await asking.ask({ ...asked, opens: true }), { mode: 'bot', open: false, why: 'nobody' })
  t.same(told, [], 'no dialog can keep the event yet')
  const wish = { ...asked, turnId: newId(), why: 'nobody', traceparent: '00-t' }
  await asking.openedInVain(wish)
  await asking.openedInVain(wish)
  const data = { reason: 'asked', priority: 4, open: false, why: 'nobody' }
  t.match(told, [{ type: 'dialog.handoff', shop: 'main', data, traceparent: '00-t' }, {}])
  t.match(told[0]?.id, /^[0-9a-f]{32}$/)
  t.equal(told[1]?.id, told[0]?.id, 'it is one event')
})
