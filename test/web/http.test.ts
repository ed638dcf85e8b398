// The client without a WebSocket: replies, promises of replies, streams; and the way there and back.
import t from 'tap'
import { createClient } from '../../web/client/client.js'
import { layLine, nextOf, startRig } from '../support/web/client-and-server.js'

const quiet = { latency: { kind: 'fixed', ms: 0 }, tokens: 1, tokenMs: 0, faults: [] } as const
const rig = await startRig(t)

t.test('a turn that outlasts the budget is promised, and polled until it is answered', async t => {
  rig.vendor.set({ latency: { kind: 'fixed', ms: 900 } })
  t.teardown(() => rig.vendor.set(quiet))
  const line = await layLine(t, rig.server.port)
  const chat = rig.client(t, { transport: 'http', baseUrl: `${line.url}/` })
  const places: unknown[] = []
  const answer = await chat.ask('帮我看看这双鞋', { onAccepted: place => places.push(place) })
  t.match(answer, { source: 'llm', seq: 1 })
  const { dialogId, turnId } = answer
  t.match(line.requests, ['POST /chat', `GET /chat/${dialogId}/turns/${turnId}?wait=25`])
  t.match(places, [{ dialogId, turnId }], 'it is told before the answer')
})

t.test('who listens to deltas gets a stream, and the pieces are the answer', async t => {
  rig.vendor.set({ tokens: 12, tokenMs: 5 })
  t.teardown(() => rig.vendor.set(quiet))
  const chat = rig.client(t, { transport: 'http' })
  let pieces = ''
  let soFar = ''
  const answer = await chat.ask('这款手机有几种颜色', {
    onDelta(delta, all) {
      pieces += delta
      soFar = all
    },
  })
  t.match(answer, { source: 'llm', seq: 1 })
  t.equal(pieces, answer.answer)
  t.equal(soFar, answer.answer)
})

t.test('turns asked at once keep their order on parallel connections', async t => {
  rig.vendor.set({ latency: { kind: 'fixed', ms: 10 } })
  t.teardown(() => rig.vendor.set(quiet))
  const chat = rig.client(t, { transport: 'http' })
  const { dialogId } = await chat.ask('第1句话')
  const texts = Array.from({ length: 12 }, (_, n) => `第${n + 2}句话`)
  const onDelta = () => undefined
  // Every other one as a stream.
  const asked = texts.map((text, n) => chat.ask(text, n % 2 ? { dialogId, onDelta } : { dialogId }))
  t.same(
    (await Promise.all(asked)).map(answer => answer.seq),
    texts.map((_, n) => n + 2),
  )
  const { turns } = await chat.history(dialogId)
  t.same(
    turns.map(turn => turn.text),
    ['第1句话', ...texts],
  )
})

for (const [what, options] of [
  ['reply', {}],
  ['stream', { onDelta: () => undefined }],
] as const) {
  t.test(`a ${what} that was lost is asked for again under the same key`, async t => {
    const line = await layLine(t, rig.server.port)
    const chat = rig.client(t, { transport: 'http', baseUrl: line.url })
    const before = rig.vendor.counts().received
    line.loseReply()
    const waits: unknown[] = []
    const answer = await chat.ask(`这个${what}丢了`, { ...options, onWait: error => waits.push(error) })
    t.match(waits, [{ name: 'ConnectionError' }])
    t.equal(rig.vendor.counts().received - before, 1)
    t.equal((await chat.history(answer.dialogId)).turns.length, 1)
  })
}

t.test('deleting is done once, also when its reply was lost', async t => {
  const line = await layLine(t, rig.server.port)
  const chat = rig.client(t, { transport: 'http', baseUrl: line.url })
  const { dialogId } = await chat.ask('请忘了我')
  line.loseReply()
  await chat.forget(dialogId)
  await t.rejects(chat.history(dialogId), { name: 'ProblemError', message: /no such thing/ })
})

t.test('what no repetition can help rejects at once', async t => {
  const token = () => 'no.real.token'
  await t.rejects(rig.client(t, { transport: 'http', token }).ask('你好'), {
    name: 'ProblemError',
    message: /bearer token is required/,
  })
  const fails = () => Promise.reject(new Error('the shop has no token'))
  for (const transport of ['http', 'auto'] as const) {
    await t.rejects(rig.client(t, { transport, token: fails }).ask('你好'), /the shop has no token/)
  }
  t.throws(() => createClient({ baseUrl: rig.server.url, token, transport: 'socket' }), /WebSocket/)
})

t.test('a server that stays away is given up in the end', async t => {
  const away = { baseUrl: 'http://127.0.0.1:1', giveUpMs: 200 }
  for (const transport of ['http', 'socket', 'auto'] as const) {
    const chat = rig.client(t, { ...away, transport })
    await t.rejects(chat.ask('有人吗'), { name: 'ConnectionError' }, transport)
  }
  await t.rejects(rig.client(t, away).history('0'.repeat(32)), { name: 'ConnectionError' })
})

t.test('while no WebSocket can be opened turns and news go over HTTP, and back when one can', async t => {
  const line = await layLine(t, rig.server.port)
  line.block(/upgrade: websocket/i)
  const chat = rig.client(t, { baseUrl: line.url })
  const states: string[] = []
  chat.on('state', state => states.push(state))
  const heard: number[] = []
  chat.on('answer', ({ seq }) => heard.push(seq))
  let deltas = 0
  const { dialogId } = await chat.ask('第1句', { onDelta: () => deltas++ })
  t.ok(deltas > 0, 'streamed all the same')
  t.same(states, ['connecting', 'http'])
  const opened = nextOf(chat, 'state', state => state === 'socket')
  line.block(undefined)
  await opened
  t.match(await chat.ask('第2句', { dialogId }), { seq: 2 })
  t.same(heard, [1, 2], 'each answer is news once')
  t.ok(line.requests.includes(`GET /chat/${dialogId}`), 'the dialog was followed as a stream')
})

t.test('closing rejects what is not answered', async t => {
  rig.vendor.set({ latency: { kind: 'fixed', ms: 300 } })
  t.teardown(() => rig.vendor.set(quiet))
  for (const transport of ['http', 'socket'] as const) {
    const chat = rig.client(t, { transport })
    const asked = chat.ask('等一下')
    chat.close()
    await t.rejects(asked, { name: 'ConnectionError', message: /closed/ })
  }
})
