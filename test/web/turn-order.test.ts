import t from 'tap'
import { ConnectionError, ProblemError } from '../../web/client/problem-error.js'
import { type AskOptions, Turn } from '../../web/client/turn.js'
import { createTurnOrder } from '../../web/client/turn-order.js'

const dialogId = 'd'

/** A queue whose link is the test: `carried` says what was sent, in order. */
function world(isHeld = false) {
  const carried: string[] = []
  const paused: Turn[] = []
  const order = createTurnOrder(
    turn => carried.push(`${turn.text}>${turn.dialogId}`),
    () => isHeld,
  )
  const owner = {
    accepted: order.accepted,
    answered: () => undefined,
    abandoned: () => undefined,
    again: (turn: Turn) => paused.push(turn),
    over: order.over,
  }
  const ask = (text: string, options: AskOptions = { dialogId }) => {
    const turn = new Turn({ text, key: text, options, owner, giveUpMs: 60_000, random: () => 0 })
    turn.answer.catch(() => undefined)
    order.add(turn)
    return turn
  }
  return { carried, paused, order, ask }
}

const answer = {
  dialogId,
  turnId: 't',
  seq: 1,
  answer: '',
  source: 'llm',
  ai: true,
  level: 0,
  costMs: 1,
} as const

t.test('a turn is sent when the one before has its place', async t => {
  const { carried, ask } = world()
  const [one, two] = [ask('1'), ask('2'), ask('3')]
  t.same(carried, ['1>d'])
  one?.accept({ dialogId, turnId: 't1' })
  t.same(carried, ['1>d', '2>d'])
  two?.fail(new ProblemError({}, 422))
  t.same(carried, ['1>d', '2>d', '3>d'])
})

t.test('dialogs do not wait for each other, and openings not at all', async t => {
  const { carried, ask } = world()
  for (const id of ['a', 'b']) ask(id, { dialogId: id })
  for (const text of ['x', 'y']) ask(text, {})
  t.same(carried, ['a>a', 'b>b', 'x>undefined', 'y>undefined'])
})

t.test(
  'a refused turn holds up those behind it, and comes again under the address it was sent to',
  async t => {
    const { carried, paused, order, ask } = world()
    const one = ask('1')
    ask('2')
    one.attemptFailed(new ProblemError({}, 429, 1))
    ask('3')
    t.same(carried, ['1>d'])
    for (const turn of paused) order.again(turn)
    t.same(carried, ['1>d', '1>d'])
    one.accept({ dialogId: 'renewed', turnId: 't1', renewed: true })
    t.same(carried, ['1>d', '1>d', '2>renewed'])
  },
)

t.test(
  'turns that had their places before the connection was lost are repeated one after another',
  async t => {
    const { carried, paused, order, ask } = world()
    const [one, two] = [ask('1'), ask('2')]
    for (const turn of [one, two]) turn?.accept({ dialogId, turnId: `t${turn.text}` })
    ask('3')
    t.same(carried.splice(0), ['1>d', '2>d', '3>d'])
    for (const turn of [one, two]) turn?.attemptFailed(new ConnectionError())
    for (const turn of [...paused].reverse()) order.again(turn)
    t.same(carried, ['1>d'])
    one?.end(answer)
    t.same(carried, ['1>d', '2>d'])
  },
)

t.test('a new turn does not pass one that pauses', async t => {
  const { carried, ask } = world()
  const one = ask('1')
  one.accept({ dialogId, turnId: 't1' })
  one.attemptFailed(new ConnectionError())
  ask('2')
  t.same(carried, ['1>d'])
})

t.test(
  'while a person talks a repeated turn waits for the place of the one before, not for its answer',
  async t => {
    const { carried, paused, order, ask } = world(true)
    const turns = [ask('1'), ask('2')]
    for (const turn of turns) turn.accept({ dialogId, turnId: `t${turn.text}` })
    for (const turn of turns) turn.attemptFailed(new ConnectionError())
    for (const turn of [...paused].reverse()) order.again(turn)
    t.same(carried, ['1>d', '2>d', '1>d'])
    turns[0]?.accept({ dialogId, turnId: 't1' })
    t.same(carried, ['1>d', '2>d', '1>d', '2>d'])
  },
)
