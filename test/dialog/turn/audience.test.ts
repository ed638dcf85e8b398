import t from 'tap'
import { newId, unknown } from '../../../perf/load/dialog-turns.js'
import type { Sink, TurnOrder, TurnReply } from '../../../src/dialog/chat.js'
import { createActors } from '../../../src/dialog/turn/actors.js'
import { createAudience } from '../../../src/dialog/turn/audience.js'
import { createNewTurns } from '../../../src/dialog/turn/new-turn.js'
import { createRepeats } from '../../../src/dialog/turn/repeats.js'
import { Problem } from '../../../src/problem.js'

const clock = { now: () => 100 }
const place = { dialogId: newId(), turnId: newId(), renewed: false }
const reply: TurnReply = {
  dialogId: place.dialogId,
  renewed: false,
  stateless: false,
  costMs: 90,
  turn: { turnId: place.turnId, seq: 1, at: 1, text: 'q', answer: { text: 'a', source: 'llm', level: 0 } },
  usage: { promptTokens: 1, completionTokens: 1, isEstimate: false },
}

type OwnOrder = { owner?: string } & Partial<Pick<TurnOrder, 'text' | 'key' | 'dialogId' | 'subject'>>

function orderOf(own: OwnOrder = {}) {
  const { owner = 'o1', text = '退货', ...more } = own
  return {
    customer: { role: 'customer', uid: owner, owner, shop: 'main', expiresAt: 0 } as const,
    text,
    language: 'zh',
    trace: { traceId: '', traceparent: '' },
    deadlineAt: 1_000,
    announces: true,
    admittedAt: 40,
    known: unknown,
    ...more,
  }
}

function listenerOf(streams = true) {
  const told: unknown[] = []
  const sink: Sink = {
    accepted: ({ turnId }) => void told.push(turnId),
    delta: text => void told.push(text),
    end: end => void told.push(end),
    fail: problem => void told.push(problem.kind),
  }
  return { order: orderOf(), sink, streams, told }
}

t.test(
  'a client that joins a turn gets it from its beginning on, and nothing that it did not want',
  async t => {
    const [first, second, silent] = [listenerOf(), listenerOf(), listenerOf(false)]
    const audience = createAudience(first, clock, () => undefined)
    audience.sink.accepted(place)
    audience.sink.delta('一')
    audience.sink.delta('二')
    audience.join(second)
    audience.join(silent)
    audience.sink.delta('三')
    t.same(first.told, [place.turnId, '一', '二', '三'])
    t.same(second.told, [place.turnId, '一二', '三'])
    t.same(silent.told, [place.turnId])
  },
)

t.test('tokens are counted for the turn only, and a retry gets its own time', async t => {
  const [first, second] = [listenerOf(), listenerOf()]
  let over = 0
  const audience = createAudience(first, clock, () => over++)
  audience.join(second)
  audience.sink.end(reply)
  t.same(first.told, [place.turnId, reply])
  t.same(second.told, [place.turnId, { ...reply, costMs: 60, usage: undefined }])
  t.equal(over, 1)
})

t.test('a client that has left gets nothing more, and the others go on', async t => {
  const [first, second] = [listenerOf(), listenerOf()]
  const audience = createAudience(first, clock, () => undefined)
  audience.join(second)
  audience.detach(first)
  audience.sink.accepted(place)
  audience.sink.fail(new Problem('gone'))
  t.same(first.told, [])
  t.same(second.told, [place.turnId, 'gone'])
})

t.test(
  'an order repeats a running turn of the same customer, key and dialog, if its text is the same',
  async t => {
    const newTurns = createNewTurns({
      clock,
      newId,
      actors: createActors({ count: 1, mailboxMax: 8 }),
      lookup: { classify: () => unknown },
      load: { workStarted: () => {}, workEnded: () => {} },
      keyedHash: (...parts) => parts.join('-'),
      unseal: () => undefined,
      dialogs: { idFor: (_owner, digits) => digits },
    })
    const audience = createAudience(undefined, clock, () => undefined)
    const { sink } = audience
    const dialogId = newId()
    const { turn } = newTurns.fromOrder(newTurns.name(orderOf({ key: 'k', dialogId })), {
      sink,
      streams: false,
    })
    const repeats = createRepeats()
    const find = (own: Parameters<typeof orderOf>[0]) => repeats.find(newTurns.name(orderOf(own)))
    repeats.add({ turn, audience })
    t.equal(find({ key: 'k', dialogId })?.turn, turn)
    t.equal(find({ key: 'k', dialogId, owner: 'o2' }), undefined)
    t.equal(find({ key: 'k', dialogId: newId() }), undefined)
    t.equal(find({ key: 'k2', dialogId }), undefined)
    t.equal(find({ dialogId }), undefined)
    t.throws(() => find({ key: 'k', dialogId, text: '换货' }), new Problem('key-reused'))
    const subject = { context: { orderId: '1' }, cards: [] }
    t.throws(() => find({ key: 'k', dialogId, subject }), new Problem('key-reused'), 'about another order')
    turn.address = newTurns.renewAddress(turn)
    t.equal(find({ key: 'k', dialogId })?.turn, turn, 'under the dialog that was named')
    t.equal(find({ key: 'k', dialogId: turn.address.dialogId })?.turn, turn, 'and under the one that it got')
    repeats.remove(turn)
    t.equal(find({ key: 'k', dialogId }), undefined)
  },
)
