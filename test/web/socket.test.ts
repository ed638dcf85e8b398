// The client over a WebSocket, against a real server: turns, their order, what happens when the line breaks.
import { once } from 'node:events'
import t from 'tap'
import type { Answer, Place } from '../../web/client/api-types.js'
import { layLine, nextOf, startRig } from '../support/web/client-and-server.js'

const rig = await startRig(t)
const quiet = { latency: { kind: 'fixed', ms: 0 }, tokens: 1, tokenMs: 0 } as const
const slowly = { latency: { kind: 'fixed', ms: 50 }, tokens: 12, tokenMs: 5 } as const

t.test('an answer comes in pieces, and the pieces are the answer', async t => {
  const { client } = rig
  rig.vendor.set(slowly)
  t.teardown(() => rig.vendor.set(quiet))
  const seen: { soFar: string; places: Place[]; deltas: number } = { soFar: '', places: [], deltas: 0 }
  const chat = client(t, { transport: 'socket' })
  const states: string[] = []
  chat.on('state', state => states.push(state))
  const answer = await chat.ask('你们家的耳机音质怎么样', {
    onAccepted: place => seen.places.push(place),
    onDelta(_, soFar) {
      seen.deltas++
      seen.soFar = soFar
    },
  })
  t.match(answer, { source: 'llm', seq: 1, level: 0, dialogId: /^[0-9a-f]{32}$/, costMs: Number })
  t.notOk('type' in answer || 'ref' in answer, 'an answer is the same whatever carried it')
  t.equal(seen.soFar, answer.answer)
  t.ok(seen.deltas > 1)
  t.same(seen.places, [{ dialogId: answer.dialogId, turnId: answer.turnId }])
  t.same(states, ['connecting', 'socket'])
})

t.test('many turns asked at once keep their order, on many dialogs at once', async t => {
  const { client, vendor } = rig
  const before = vendor.counts().received
  const chat = client(t, { transport: 'socket' })
  const openings = await Promise.all(['甲', '乙', '丙'].map(name => chat.ask(`${name}第1句`)))
  await Promise.all(
    openings.map(async ({ dialogId }, i) => {
      const name = '甲乙丙'[i]
      const texts = Array.from({ length: 12 }, (_, n) => `${name}第${n + 2}句`)
      const answers = await Promise.all(texts.map(text => chat.ask(text, { dialogId })))
      t.same(
        answers.map(answer => answer.seq),
        texts.map((_, n) => n + 2),
      )
      const { turns } = await chat.history(dialogId)
      t.same(
        turns.map(turn => turn.text),
        [`${name}第1句`, ...texts],
      )
    }),
  )
  t.equal(vendor.counts().received - before, 39, 'each was asked once')
})

t.test('a cancelled turn rejects, its vendor call ends, and the history does not have it', async t => {
  const { client, vendor } = rig
  const chat = client(t, { transport: 'socket' })
  const { dialogId } = await chat.ask('你好呀，先聊一句')
  vendor.set({ latency: { kind: 'fixed', ms: 20_000 } })
  t.teardown(() => vendor.set(quiet))
  const called = once(vendor.events, 'call')
  let turnId = ''
  const onAccepted = (place: Place) => {
    turnId = place.turnId
  }
  const asked = chat.ask('这句不要了', { dialogId, onAccepted })
  await called
  const left = once(vendor.events, 'left')
  const refused = t.rejects(asked, { name: 'ProblemError', status: 410, type: '/problems/gone' })
  await chat.cancel(turnId)
  await refused
  await left
  t.equal((await chat.history(dialogId)).turns.length, 1)
  await t.rejects(chat.cancel(turnId), RangeError, 'it is no turn under way any more')
})

t.test('aborting the signal gives the turn up here and at the server', async t => {
  const { client, vendor } = rig
  vendor.set({ latency: { kind: 'fixed', ms: 20_000 } })
  t.teardown(() => vendor.set(quiet))
  const chat = client(t, { transport: 'socket' })
  const stop = new AbortController()
  const called = once(vendor.events, 'call')
  const asked = chat.ask('这句也不要了', { signal: stop.signal })
  await called
  const left = once(vendor.events, 'left')
  stop.abort(new Error('the page was left'))
  await t.rejects(asked, /the page was left/)
  await left
  t.pass('the vendor call was aborted')
})

t.test('a bad turn rejects with what is wrong, and the next one is served', async t => {
  const { client } = rig
  const chat = client(t, { transport: 'socket' })
  await t.rejects(chat.ask('   '), {
    status: 422,
    type: '/problems/invalid-field',
    errors: [{ field: '/text', message: String }],
    traceId: /^[0-9a-f]{32}$/,
  })
  t.match(await chat.ask('你们几点上班'), { seq: 1 })
})

t.test('history shows a dialog, forget deletes it, and the next turn opens another', async t => {
  const { client } = rig
  const chat = client(t, { transport: 'socket' })
  const first = await chat.ask('你们的仓库在哪里')
  t.match(await chat.history(first.dialogId), {
    dialogId: first.dialogId,
    mode: 'bot',
    turns: [{ seq: 1, text: '你们的仓库在哪里', answer: first.answer }],
  })
  await chat.forget(first.dialogId)
  const isGone = { name: 'ProblemError', type: '/problems/not-found' }
  await t.rejects(chat.history(first.dialogId), isGone)
  await t.rejects(chat.forget(first.dialogId), isGone)
  const next = await Promise.all(
    ['还在吗', '还在吗还在吗'].map(text => chat.ask(text, { dialogId: first.dialogId })),
  )
  t.not(next[0]?.dialogId, first.dialogId)
  t.equal(next[0]?.renewed, true)
  t.equal(next[1]?.dialogId, next[0]?.dialogId, 'turns behind it go to the dialog that took its place')
  t.equal(next[1]?.seq, 2)
})

t.test('a dropped connection loses nothing and doubles nothing', async t => {
  const { client, server, vendor } = rig
  vendor.set({ latency: { kind: 'fixed', ms: 300 } })
  t.teardown(() => vendor.set(quiet))
  const before = vendor.counts().received
  const line = await layLine(t, server.port)
  const chat = client(t, { transport: 'socket', baseUrl: line.url })
  const heard: Answer[] = []
  chat.on('answer', answer => heard.push(answer))
  const { dialogId } = await chat.ask('第1句')
  const called = once(vendor.events, 'call')
  const second = chat.ask('第2句', { dialogId })
  await called
  line.cut()
  const elsewhere = client(t, { transport: 'http' }).ask('第3句', { dialogId })
  t.match(await second, { seq: 2, dialogId })
  t.match(await elsewhere, { seq: 3, dialogId })
  line.cut()
  await nextOf(chat, 'state', state => state === 'socket')
  if (heard.length < 3) await nextOf(chat, 'answer')
  t.same(
    heard.map(answer => answer.seq),
    [1, 2, 3],
    'what was asked elsewhere is resumed',
  )
  t.equal(vendor.counts().received - before, 3)
})

for (const transport of ['socket', 'http'] as const) {
  t.test(`${transport}: what is asked elsewhere is heard as it is answered`, async t => {
    const here = rig.client(t, { transport })
    const there = rig.client(t, { transport: 'http' })
    const heard: string[] = []
    here.on('answer', ({ seq, turnId }) => heard.push(`${seq} ${turnId}`))
    const first = await here.ask('第1句')
    const { dialogId } = first
    const news = nextOf(here, 'answer')
    const second = await there.ask('第2句', { dialogId })
    t.same(await news, { ...second, costMs: 0 })
    const third = await here.ask('第3句', { dialogId })
    t.same(
      heard,
      [first, second, third].map(({ seq, turnId }) => `${seq} ${turnId}`),
    )
  })
}

t.test('a page that comes back follows its dialog from where it was', async t => {
  const { client } = rig
  const before = client(t, { transport: 'socket' })
  const { dialogId } = await before.ask('第1句')
  await before.ask('第2句', { dialogId })
  before.close()
  await t.rejects(before.ask('太晚了'), { name: 'ConnectionError' })
  const after = client(t, { transport: 'socket' })
  const missed = nextOf(after, 'answer')
  after.follow(dialogId, 1)
  t.match(await missed, { dialogId, seq: 2 })
  const all = nextOf(after, 'reset')
  after.follow(dialogId, 99)
  t.match(await all, { dialogId, turns: [{ seq: 1, text: '第1句' }, { seq: 2 }] })
})

t.test('when the token expires another one is asked for', async t => {
  const { client, server } = rig
  let asked = 0
  const token = () => server.token('u1', { expiresInS: asked++ === 0 ? 1 : 3600 })
  const chat = client(t, { transport: 'socket', token })
  const renewed = nextOf(chat, 'state', state => state === 'socket' && asked === 2)
  const { dialogId } = await chat.ask('第1句')
  await renewed
  t.match(await chat.ask('第2句', { dialogId }), { seq: 2 })
})

t.test('a token that is refused at the door is asked for anew', async t => {
  const { client, server } = rig
  for (const transport of ['socket', 'http'] as const) {
    let asked = 0
    const token = () => (asked++ === 0 ? 'no.real.token' : server.token('u1'))
    t.match(await client(t, { transport, token }).ask('你好'), { seq: 1 }, transport)
    t.equal(asked, 2)
  }
})
