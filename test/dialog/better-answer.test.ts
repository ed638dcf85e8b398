// A better answer enters its dialog once, in order, and only while no model or person has taken the question up.
import t from 'tap'
import { lastOf, limits, never, nextOf, owner, resultOf, turnOf } from '../../perf/load/dialog-turns.js'
import type { Draft } from '../../src/answer/answer.js'
import { createBetterAnswer, type Served } from '../../src/dialog/better-answer.js'
import type { MaskedTurn } from '../../src/dialog/store/dialogs.js'
import { createKeyedHash } from '../../src/privacy/keyed-hash.js'
import { createCluster, type FakeProcess } from '../support/dialog/cluster.js'

const faq = { text: '您可能想问', source: 'faq', level: 4, reason: 'level-4' } as const

async function setUp() {
  const cluster = createCluster()
  const { dialogs } = cluster
  const one = await cluster.start()
  const keyedHash = createKeyedHash('k')
  const improvingOf = ({ tickets, processId }: FakeProcess) =>
    createBetterAnswer({ dialogs, tickets, keyedHash, origin: processId }, limits.historyTurns)
  const say = async (turn: MaskedTurn, answer: Draft = faq) => {
    const last = lastOf(await dialogs.begin(turn, {}, never))
    await dialogs.commit({ ...turn, ...resultOf(turn, answer.text), answer, builtOn: last }, never)
    return turn
  }
  const opening = await say(turnOf({ origin: one.processId }))
  const turns = async () => (await dialogs.read(opening.dialogId, owner, never))?.turns ?? []
  return { cluster, dialogs, one, improving: improvingOf(one), improvingOf, say, opening, turns }
}

const served = ({ dialogId, turnId, text }: MaskedTurn): Served => ({
  dialogId,
  turnId,
  owner,
  shop: 'main',
  question: text,
})
const llm: Draft = { text: '今天发货', source: 'llm', level: 0 }

t.test('a better answer is in the dialog as the question asked again, and in the next prompt', async t => {
  const { dialogs, improving, opening, turns } = await setUp()
  t.equal(await improving.deliver(served(opening), '明天发货', never), true)
  const [, better] = await turns()
  t.match(better, { seq: 2, text: opening.text })
  t.same(better?.answer, { text: '明天发货', source: 'llm', level: 0, improves: opening.turnId })
  const place = await dialogs.begin(nextOf(opening), {}, never)
  t.match(place, { kind: 'run', past: { n: 2 } })
  t.match(place.kind === 'run' && place.past.fragments.at(-1), /什么时候发货.*明天发货/)
})

t.test('a better answer delivered again by any process and in any words is stored once', async t => {
  const { cluster, improving, improvingOf, opening, turns } = await setUp()
  const two = improvingOf(await cluster.start())
  const both = Promise.all([
    improving.deliver(served(opening), '明天发货', never),
    two.deliver(served(opening), '后天发货', never),
  ])
  await cluster.time.advance(1_000)
  await both
  t.equal(await two.deliver(served(opening), '大后天发货', never), true)
  t.equal((await turns()).length, 2)
  t.equal((await two.find(served(opening), never)).better, (await turns())[1]?.answer.text)
})

t.test('the place of a worker that died is skipped, and the next worker delivers', async t => {
  const { cluster, one, improving, improvingOf, opening, turns } = await setUp()
  one.loseReplies('begin')
  await t.rejects(improving.deliver(served(opening), '明天发货', never))
  one.kill()
  const two = improvingOf(await cluster.start())
  const delivering = two.deliver(served(opening), '明天发货', never)
  await cluster.time.advance(5_000)
  t.equal(await delivering, true)
  t.equal((await turns()).length, 2)
})

t.test('a commit whose reply was lost is not repeated', async t => {
  const { one, improving, opening, turns } = await setUp()
  one.loseReplies('commit')
  await t.rejects(improving.deliver(served(opening), '明天发货', never))
  t.equal(await improving.deliver(served(opening), '后天发货', never), true)
  t.same(
    (await turns()).map(({ answer }) => answer.text),
    [faq.text, '明天发货'],
  )
})

t.test('several degraded questions each get their better answer', async t => {
  const { improving, opening, say, turns } = await setUp()
  const second = await say(nextOf(opening))
  t.equal(await improving.deliver(served(opening), '一', never), true)
  t.equal(await improving.deliver(served(second), '二', never), true)
  t.same(
    (await turns()).map(({ answer }) => answer.improves),
    [undefined, undefined, opening.turnId, second.turnId],
  )
})

t.test('a dialog that has gone on with the model is left alone', async t => {
  const { improving, opening, say, turns } = await setUp()
  await say(nextOf(opening), llm)
  t.equal(await improving.deliver(served(opening), '明天发货', never), false)
  t.equal((await turns()).length, 2)
})

t.test('a turn under way comes first, and its answer decides', async t => {
  const { cluster, dialogs, one, improving, opening, turns } = await setUp()
  const next = nextOf(opening)
  const entry = await one.tickets.enter(next, {}, never)
  const last = entry.kind === 'run' ? entry.past.last : ''
  const delivering = improving.deliver(served(opening), '明天发货', never)
  await cluster.time.advance(300)
  await one.tickets.commit({ ...next, ...resultOf(next, llm.text), answer: llm, builtOn: last }, never)
  await cluster.time.advance(300)
  t.equal(await delivering, false)
  t.equal((await turns()).length, 2)
  await cluster.time.advance(300)
  t.equal((await dialogs.begin(nextOf(opening), {}, never)).kind, 'run', 'its place is free again')
})

t.test('a deleted or expired dialog is not made anew', async t => {
  const { dialogs, improving, opening, turns } = await setUp()
  await dialogs.erase(opening.dialogId, owner)
  t.equal(await improving.deliver(served(opening), '明天发货', never), false)
  t.same(await turns(), [])
  const other = turnOf()
  t.equal(await improving.deliver(served(other), '明天发货', never), false)
  t.same(await improving.find(served(other), never), { past: [] })
})

t.test('the question is asked again with the turns before it only', async t => {
  const { improving, opening, say } = await setUp()
  for (let i = 0; i < 3; i++) await say(nextOf(opening, { text: `第${i}问` }))
  const bad = await say(nextOf(opening, { text: '它呢' }))
  await say(nextOf(opening, { text: '后来的' }))
  const { past } = await improving.find(served(bad), never)
  t.equal(past.length, limits.historyTurns)
  t.match(past, [/第0问/, /第1问/, /第2问/])
  t.match(past[0], /"role":"user".*"role":"assistant"/)
})
