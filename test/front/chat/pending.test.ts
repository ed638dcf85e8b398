// Turns that outlast their budget: the 202, its promise, and polls for the answer.
import t from 'tap'
import {
  asker,
  dialogId,
  fakeChat,
  fakeParts,
  limits,
  replyTo,
  turnId,
} from '../../../perf/load/fake-front.js'
import { stored } from '../../support/front/stored-turn.js'

t.test('a spent budget gives 202 with the place of the answer', async t => {
  const chat = fakeChat()
  const ask = await asker(fakeParts(chat), { ...limits, budgetMs: 5 })
  const seen = await ask({ body: { text: 'x' } })
  t.equal(seen.status, 202)
  t.match(seen.json, {
    dialog_id: dialogId,
    turn_id: turnId,
    status: 'pending',
    retry_after_ms: 1000,
    cost_ms: Number,
  })
  t.notOk('mode' in Object(seen.json))
  t.equal(seen.headers.Location, `/chat/${dialogId}/turns/${turnId}`)
  t.equal(chat.held[0]?.isLeft, true, 'the turn runs on without its client')
})

t.test('while promises take long they are begun before the budget ends', async t => {
  const chat = fakeChat()
  const begun: number[] = []
  let askedAt = 0
  chat.promotion = async () => {
    begun.push(performance.now() - askedAt)
    await new Promise(resolve => setTimeout(resolve, 700))
    return { kind: 'pending', ref: { dialogId, turnId }, mode: 'bot' }
  }
  const budgetMs = 2_400
  const ask = await asker(fakeParts(chat), { ...limits, budgetMs })
  for (let turn = 0; turn < 2; turn++) {
    askedAt = performance.now()
    await ask({ body: { text: 'x' } })
  }
  const [first = 0, second = 0] = begun
  t.ok(first > budgetMs - 10, `${first}`)
  t.ok(second < budgetMs - 10, `${second}: earlier, but for what this machine is late`)
})

t.test('a turn for a seat is told so in its 202', async t => {
  const chat = fakeChat()
  chat.promotion = async () => ({ kind: 'pending', ref: { dialogId, turnId }, mode: 'seat' })
  const seen = await (await asker(fakeParts(chat), { ...limits, budgetMs: 1 }))({ body: { text: 'x' } })
  t.match(seen.json, { status: 'pending', mode: 'seat' })
})

t.test('a turn that cannot be promoted is waited for', async t => {
  const chat = fakeChat()
  chat.promotion = async () => {
    const [held] = chat.held
    if (held) setImmediate(() => held.sink.end(replyTo(held.order)))
    return { kind: 'not-now' }
  }
  const seen = await (await asker(fakeParts(chat), { ...limits, budgetMs: 1 }))({ body: { text: 'x' } })
  t.equal(seen.status, 200)
})

t.test('an answer that comes while the turn is promoted goes out instead of the 202', async t => {
  const chat = fakeChat()
  chat.promotion = async () => {
    const [held] = chat.held
    held?.sink.end(replyTo(held.order))
    return { kind: 'pending', ref: { dialogId, turnId }, mode: 'bot' }
  }
  const seen = await (await asker(fakeParts(chat), { ...limits, budgetMs: 1 }))({ body: { text: 'x' } })
  t.equal(seen.status, 200)
})

t.test('Prefer: wait lengthens the budget', async t => {
  const chat = fakeChat()
  chat.onPost = ({ order, sink }) => setTimeout(() => sink.end(replyTo(order)), 30)
  const ask = await asker(fakeParts(chat), { ...limits, budgetMs: 1 })
  t.equal((await ask({ body: { text: 'x' }, headers: { prefer: 'respond-async, wait=2' } })).status, 200)
  t.equal((await ask({ body: { text: 'x' }, headers: { prefer: 'wait=soon' } })).status, 202)
})

t.test('a refused promotion is a fault of ours', async t => {
  const chat = fakeChat()
  chat.promotion = async () => {
    throw new Error('bug')
  }
  t.equal(
    (await (await asker(fakeParts(chat), { ...limits, budgetMs: 1 }))({ body: { text: 'x' } })).status,
    500,
  )
})

t.test('a poll tells answered, pending, gone and unknown apart', async t => {
  const chat = fakeChat()
  const ask = await asker(fakeParts(chat))
  const poll = { method: 'GET', path: `/chat/${dialogId}/turns/${turnId}` }
  t.equal((await ask(poll)).status, 404)
  chat.turn = { kind: 'gone' }
  t.equal((await ask(poll)).status, 410)
  chat.turn = { kind: 'pending', origin: 'o', mode: 'seat' }
  t.match(await ask(poll), {
    status: 202,
    json: { status: 'pending', mode: 'seat' },
    headers: { Location: poll.path },
  })
  chat.turn = { kind: 'done', turn: stored }
  t.match(await ask(poll), { status: 200, json: { dialog_id: dialogId, answer: '看物流', seq: 3, level: 2 } })
})

t.test('a poll waits as long as asked, 25 s at most', async t => {
  const chat = fakeChat()
  const waits: number[] = []
  chat.readTurn = async ({ waitMs }) => {
    waits.push(waitMs)
    return { kind: 'gone' }
  }
  const ask = await asker(fakeParts(chat))
  for (const query of ['', 'wait=3', 'wait=26', 'wait=999999999']) {
    await ask({ method: 'GET', path: `/chat/${dialogId}/turns/${turnId}`, query })
  }
  t.same(waits, [0, 3000, 25_000, 25_000])
  for (const query of ['wait=1.5', 'wait=-1', 'wait=', 'wait=x']) {
    const seen = await ask({ method: 'GET', path: `/chat/${dialogId}/turns/${turnId}`, query })
    t.match(seen, { status: 422, json: { errors: [{ field: 'wait' }] } }, query)
  }
})
