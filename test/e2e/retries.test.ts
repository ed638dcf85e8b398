// Retries with a key while the turn that they repeat still runs, in its own process and in another one; and strangers
// who know the id of a dialog that is busy.
import { once } from 'node:events'
import t from 'tap'
import WebSocket from 'ws'
import { startVendor } from '../../perf/fake-llm.js'
import { startRedis } from '../../tools/redis-server.js'
import { type Reply, type Server, startServer } from '../support/e2e/harness.js'

interface Answer {
  readonly dialog_id: string
  readonly turn_id: string
  readonly answer: string
}

const answerOf = (reply: Reply) => reply.json as Answer

/** Two processes that share a store; few turns of a dialog may wait. */
const vendor = await startVendor()
t.teardown(() => vendor.close())
const redis = await startRedis()
t.teardown(() => redis.stop())
const env = {
  LLM_URL: vendor.url,
  REDIS_URL: redis.url,
  JWT_SECRET: 'e'.repeat(64),
  DATA_KEY: 'd'.repeat(64),
  ANSWER_BUDGET_MS: '15000',
  MAILBOX_MAX: '1',
  OVERLOAD: 'off',
  UID_RATE_PER_S: '0',
}
// One after the other: each must end before what was open when it began.
const one = await startServer(t, env)
const other = await startServer(t, env)
const token = await one.token('u1')
/** Another question for every key: equal ones would share an answer. */
const bodyOf = (key: string) => ({ text: `这件上衣的面料扎不扎${key}` })

/** From now on the vendor takes so long for an answer. Resolves to its next call. */
function vendorTakes(ms: number): Promise<unknown> {
  vendor.set({ latency: { kind: 'fixed', ms } })
  return once(vendor.events, 'call')
}

const asking = (server: Server, key: string) =>
  server.call('POST', '/chat', { token, headers: { 'idempotency-key': key }, body: bodyOf(key) })

t.test('ten retries at once, over two processes, get the one answer under one id', async t => {
  const called = vendorTakes(400)
  const first = asking(one, 'k1')
  await called
  const retries = Array.from({ length: 10 }, (_, i) => asking(i % 2 ? one : other, 'k1'))
  const replies = await Promise.all([first, ...retries])
  t.same(
    replies.map(reply => reply.status),
    replies.map(() => 200),
  )
  t.equal(new Set(replies.map(reply => answerOf(reply).turn_id)).size, 1)
  t.equal(vendor.counts().received, 1)
})

t.test('accepted names the turn that will be answered, and cancelling by that id works', async t => {
  const called = vendorTakes(5_000)
  const first = asking(one, 'k2')
  await called
  const sockets = await Promise.all([openSocket(one), openSocket(other)])
  const told: string[] = []
  for (const socket of sockets) {
    socket.send({ type: 'turn', key: 'k2', ...bodyOf('k2') })
    const { turn_id } = await socket.frame('accepted')
    told.push(String(turn_id))
  }
  t.equal(told[0], told[1])
  sockets[1]?.send({ type: 'cancel', turn_id: told[1] })
  for (const socket of sockets) t.match(await socket.frame('error'), { problem: { status: 410 } })
  for (const socket of sockets) socket.close()
  t.equal((await first).status, 410)
})

t.test('turns of a stranger in a dialog that is not theirs take no place of its owner', async t => {
  vendorTakes(1_000).catch(() => undefined)
  const stranger = await one.token('u2')
  const { dialog_id } = answerOf(await one.chat(token, { text: '你好' }))
  const texts = ['这件上衣的面料扎不扎', '这条裤子的颜色深不深']
  const theirs = texts.map(text => one.chat(stranger, { text, dialog_id }))
  const mine = await one.chat(token, { text: '这双袜子的尺码大不大', dialog_id })
  t.match(mine, { status: 200, json: { dialog_id } })
  for (const reply of await Promise.all(theirs)) t.match(reply, { status: 200, json: { renewed: true } })
})

type Frame = Readonly<Record<string, unknown>>

async function openSocket(server: Server) {
  const headers = { authorization: `Bearer ${token}` }
  const ws = new WebSocket(`ws://127.0.0.1:${server.port}/ws`, ['rushdesk.v1'], { headers })
  const heard: Frame[] = []
  ws.on('message', message => heard.push(JSON.parse(String(message)) as Frame))
  await once(ws, 'open')
  return {
    close: () => ws.close(),
    send: (frame: Frame) => ws.send(JSON.stringify(frame)),
    async frame(type: string): Promise<Frame> {
      for (;;) {
        const found = heard.find(frame => frame.type === type)
        if (found) return found
        await once(ws, 'message')
      }
    },
  }
}
